"""Files that survive: written whole, checkpoints, trained weights.

Developed in chapters/12_long_runs.ipynb: change it there, then run `make
update`.
"""

import contextlib
import errno
import io
import json
import os
import shutil
import warnings
import zipfile
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import nn

from transformer_lib.weight_files import _checksum, _stored

__all__ = ["write_whole", "save_checkpoint", "load_checkpoint", "save_weights"]


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file so that at any moment the old one or the new one is whole.

    The new file is read back before it takes the old one's place. A link
    stays a link, and the file keeps its permissions.

    Raises OSError if the disk is full or the folder cannot be written to;
    says so, and the old file is as before.

    Source: the atomic ``rename`` of POSIX; ``os.replace``.
    """
    path = Path(os.path.realpath(path))  # what a link points to
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with unfinished.open("wb") as file:
            if path.exists():
                shutil.copymode(path, unfinished)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # on the disk, not only on its way there
        if unfinished.read_bytes() != data:
            raise OSError(errno.EIO, "it was read back with other bytes")
        os.replace(unfinished, path)
    except OSError as error:
        raise OSError(
            error.errno,
            f"{path} could not be written ({error.strerror}); what was there "
            f"before is still there. Remedy: make room for {len(data):,} "
            "bytes, or choose another folder",
        ) from error
    finally:  # after any error; otherwise it is gone already
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _previous(path: str | Path) -> Path:
    """Return where the checkpoint before the newest lies."""
    path = Path(os.path.realpath(path))
    return path.with_name(f"{path.stem}.previous{path.suffix}")


def _read_checkpoint(data: bytes, name: str | Path) -> dict[str, Any]:
    """Return the state in some bytes, or raise a ValueError that says why not."""
    try:
        if damaged := zipfile.ZipFile(io.BytesIO(data)).testzip():
            raise ValueError(f"the checksum of {damaged} does not fit")
        file = io.BytesIO(data)
        state = torch.load(file, map_location="cpu", weights_only=True)
        return dict(state)
    except MemoryError:  # says nothing about the file
        raise
    except Exception as error:  # a damaged file may raise anything
        reason = str(error).partition("WeightsUnpickler error: ")[2]
        reason = (reason or str(error)).partition(". ")[0]
        raise ValueError(
            f"{name} cannot be read as a checkpoint "
            f"({type(error).__name__}: {reason})"
        ) from error


def save_checkpoint(path: str | Path, state: dict[str, Any]) -> None:
    """Write a dict of tensors, numbers and texts, whole or not at all.

    The checkpoint that was there is first copied, unless it is damaged:
    ``checkpoint.pt`` to ``checkpoint.previous.pt``. So ``path`` is there at
    any moment, from the first checkpoint on.

    Raises ValueError if the state could not be read back, and OSError as
    ``write_whole`` does; what was there before is still there.

    Source: ``torch.save``.
    """
    buffer = io.BytesIO()
    torch.save(state, buffer)
    data = buffer.getvalue()
    _read_checkpoint(data, "what was to be saved")
    with contextlib.suppress(FileNotFoundError, ValueError):
        old = Path(path).read_bytes()
        _read_checkpoint(old, path)
        write_whole(_previous(path), old)
        shutil.copymode(path, _previous(path))
    write_whole(path, data)


def load_checkpoint(path: str | Path) -> dict[str, Any]:
    """Return what ``save_checkpoint`` has written, read with ``weights_only``.

    Where the newest is missing or damaged, warns and returns the one before.
    Raises FileNotFoundError if there is none, and ValueError if none can be
    read; MemoryError and other errors of the machine are passed on.

    Source: ``torch.load``.
    """
    errors: list[Exception] = []
    for file in (Path(path), _previous(path)):
        try:
            state = _read_checkpoint(file.read_bytes(), file)
        except (FileNotFoundError, ValueError) as error:
            errors.append(error)
            continue
        if errors:
            warnings.warn(f"{errors[0]}; {file.name} is used", stacklevel=2)
        return state
    damaged = [str(each) for each in errors if isinstance(each, ValueError)]
    if not damaged:
        raise errors[0]
    raise ValueError(
        f"{'; '.join(damaged)}. Remedy: put back a copy, or start anew in "
        "another folder; what is there stays as it is"
    )


def save_weights(
    path: str | Path,
    model: nn.Module,
    about: dict[str, str] | None = None,
    tokenizer: Any = None,
    dtype: torch.dtype = torch.float16,
) -> None:
    """Write a trained model in the format of safetensors, in half precision.

    Class and sizes (``model.config``), ``about`` (what else should be known:
    data, score, seconds) and ``tokenizer`` go into its header. A tokenizer is
    whatever JSON can hold; ``load_translator`` needs the descriptions of two,
    ``{"source": …, "target": …}``. ``dtype`` may be ``torch.float32``.

    Raises ValueError for another ``dtype``, or if a weight is NaN, infinite
    or too large for it, and OSError as ``write_whole`` does; the old file
    stays.

    Source: the format of the library ``safetensors``.
    """
    if dtype not in (torch.float16, torch.float32):
        raise ValueError(f"dtype must be float16 or float32, got {dtype}")
    tensors = {}
    for name, weight in _stored(model).items():
        own = dtype if weight.is_floating_point() else weight.dtype
        tensors[name] = weight.cpu().to(own).contiguous()
        if not tensors[name].isfinite().all():
            raise ValueError(f"{name} has no finite numbers in {own}")
    about = {
        **(about or {}),
        "class": type(model).__name__,
        "sizes": json.dumps(model.config),
        "checksum": _checksum(tensors),
    }
    if tokenizer is not None:
        about["tokenizer"] = json.dumps(tokenizer)
    write_whole(path, save(tensors, metadata=about))
