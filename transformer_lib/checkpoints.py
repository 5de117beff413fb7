"""Files that survive: written whole, checkpoints, trained weights.

Developed in chapters/12_long_runs.ipynb: change it there, then run `make
update`.
"""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import nn

from transformer_lib.weight_files import _checksum

__all__ = ["write_whole", "save_checkpoint", "load_checkpoint", "save_weights"]


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file so that at any moment the old one or the new one is whole.

    Parameters
    ----------
    path : str or Path
    data : bytes

    Raises
    ------
    OSError
        If the disk is full or the folder cannot be written to; says so, and
        the old file is as before.

    Source: the atomic ``rename`` of POSIX; ``os.replace``.
    """
    path = Path(path)
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # on the disk, not only on its way there
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OSError(
            error.errno,
            f"{path} could not be written ({error.strerror}); what was there "
            f"before is still there. Remedy: make room for {len(data):,} "
            "bytes, or choose another folder",
        ) from error


def save_checkpoint(path: str | Path, state: dict[str, Any]) -> None:
    """Write a dict of tensors, numbers and texts, whole or not at all.

    Raises OSError as ``write_whole`` does.

    Source: ``torch.save``.
    """
    buffer = io.BytesIO()
    torch.save(state, buffer)
    write_whole(path, buffer.getvalue())


def load_checkpoint(path: str | Path) -> dict[str, Any]:
    """Return what ``save_checkpoint`` has written; runs no code from the file.

    Raises FileNotFoundError if there is none, and ValueError if the file is
    damaged.

    Source: ``torch.load``.
    """
    data = io.BytesIO(Path(path).read_bytes())
    try:
        if zipfile.ZipFile(data).testzip():  # torch.load does not look
            raise ValueError("a checksum does not fit")
        data.seek(0)
        return torch.load(data, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file may raise anything
        raise ValueError(
            f"{path} is damaged or no checkpoint. Remedy: delete it, and "
            "training starts from the beginning"
        ) from error


def save_weights(
    path: str | Path,
    model: nn.Module,
    about: dict[str, str] | None = None,
    tokenizer: Any = None,
) -> None:
    """Write a trained model in half precision.

    Parameters
    ----------
    path : str or Path
        The file, in the format of safetensors.
    model : Transformer, or another with a ``config``
        Its sizes, ``model.config``, go into the file.
    about : dict of str, optional
        What else should be known: data, score, seconds.
    tokenizer : optional
        What describes the two tokenizers, ``{"source": …, "target": …}``, for
        ``load_translator``; made of whatever JSON can hold.

    Raises
    ------
    ValueError
        If a weight is NaN, infinite or too large; the old file stays.
    OSError
        As ``write_whole`` does.

    Source: the format of the library ``safetensors``.
    """
    tensors = {
        name: weight.detach().cpu().to(torch.float16).contiguous()
        for name, weight in model.named_parameters()
    }
    for name, weight in tensors.items():
        if not weight.isfinite().all():
            raise ValueError(f"{name} has no finite numbers in 16 bits")
    about = {
        **(about or {}),
        "sizes": json.dumps(model.config),
        "checksum": _checksum(tensors),
    }
    if tokenizer is not None:
        about["tokenizer"] = json.dumps(tokenizer)
    write_whole(path, save(tensors, metadata=about))
