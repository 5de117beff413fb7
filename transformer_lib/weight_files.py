"""Weight files: read, and checked before they are believed.

Developed in chapters/11_data_and_scores.ipynb: change it there, then run `make update`.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import nn

from transformer_lib.transformer import Transformer

__all__ = ["load_weights"]


def _checksum(tensors):
    """Return a hash of tensors and their names, as text."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(tensors[name].numpy().tobytes())
    return digest.hexdigest()


def _check_weights(weights, wanted, checksum):
    """Raise ValueError unless names, shapes and numbers are as they should."""
    if wanted.keys() != weights.keys():
        differ = sorted(wanted.keys() ^ weights.keys())
        raise ValueError(f"missing or unknown names: {differ}")
    for name, weight in weights.items():
        if weight.shape != wanted[name].shape:
            raise ValueError(
                f"{name} is {tuple(weight.shape)}, not "
                f"{tuple(wanted[name].shape)}"
            )
        if not weight.isfinite().all():
            raise ValueError(f"{name} holds numbers that are not finite")
    if checksum != _checksum(weights):
        raise ValueError("the checksum is missing or does not fit the numbers")


def load_weights(
    path: str | Path, kind: type[nn.Module] = Transformer
) -> tuple[nn.Module, dict[str, Any]]:
    """Build the model of a weight file; return it and what the file says.

    Parameters
    ----------
    path : str or Path
    kind : class
        The model's, built as ``kind(**sizes)``.

    Returns
    -------
    model : of that kind
        In single precision, in evaluation mode.
    about : dict
        Texts; and "tokenizer" as it was saved, if the file carries one.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, or holds another kind of model, or not the
        weights of its sizes.

    Source: the format of the library ``safetensors``.
    """
    try:
        with safe_open(path, framework="pt") as file:
            about = file.metadata() or {}
            names = file.keys()
            weights = {name: file.get_tensor(name) for name in names}
        model = kind(**json.loads(about["sizes"]))
        own = dict(model.named_parameters())
        _check_weights(weights, own, about.get("checksum"))
        with torch.no_grad():
            for name, weight in weights.items():
                own[name].copy_(weight)
        if "tokenizer" in about:
            about["tokenizer"] = json.loads(about["tokenizer"])
    except (
        SafetensorError,
        ArithmeticError,
        KeyError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise ValueError(
            f"{path} is damaged or no weight file of a {kind.__name__} of "
            f"this book ({error}). Remedy: fetch it again, train it anew with its "
            "recipe, or name the class that it belongs to as kind="
        ) from error
    return model.eval(), about
