"""Values as data: the only thing that crosses between a student's code and the grader.

A value becomes JSON; an array becomes the base64 of its bytes, with dtype and shape. Nothing is
ever unpickled, so a forged message can be a wrong value, but never code.
"""

import base64
import math
import sys
from collections.abc import Iterator, Mapping, MappingView, Sequence
from contextlib import suppress
from itertools import islice
from numbers import Number
from typing import Any

import numpy as np

Packed = dict[str, Any]  # a value as JSON
DTYPES = (
    *("bool", "uint8", "int8", "int16", "int32", "int64"),
    *("float16", "float32", "float64"),
)
# What all others become: long doubles, real numbers as complex ones, whole ones without a sign.
WIDER = {"f": "float64", "c": "float64", "u": "int64"}
# Not sets: their order says nothing.
SERIES: Any = (Iterator, Sequence, MappingView)
NUMBERS: Any = (Number,)  # such as fractions
MOST_ITEMS = 100_000  # of a series
MOST_BYTES = 64 * 2**20  # of one array
MOST_DIMENSIONS = 12
DEEPEST = 12


class NotData(ValueError):
    """A message from outside that is not the value it says it is."""


def items_of(series: Any) -> list[Any] | None:
    """The items of a series, or None if there are too many."""
    items = list(islice(series, MOST_ITEMS + 1))
    return items if len(items) <= MOST_ITEMS else None


def pack(value: Any, depth: int = 0) -> Packed:
    """Turn a value into JSON: numbers, texts, lists, tuples, dicts, arrays, tensors.

    What gives its items one by one, such as a generator, is a list; a fraction or a long double is
    the number nearest to it. Anything else becomes ``{"other": its type}``: its name is kept, its
    content is not.
    """
    if depth > DEEPEST:
        return {"other": "a deeply nested value"}
    if value is None or isinstance(value, bool):
        return {"scalar": value}
    if isinstance(value, str):
        return {"scalar": str.__str__(value)}  # NumPy has texts of its own
    if type(value) is int and abs(value) < 2**63:
        return {"scalar": value}
    if type(value) is float:
        # JSON has no NaN and no infinity: as a text.
        return (
            {"scalar": value}
            if math.isfinite(value)
            else {"float": str(value)}
        )
    if isinstance(value, (list, tuple)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [pack(each, depth + 1) for each in value]}
    if isinstance(value, Mapping) and all(type(key) is str for key in value):
        return {"dict": {k: pack(v, depth + 1) for k, v in value.items()}}
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _pack_tensor(value, torch, depth)
    if isinstance(value, (np.ndarray, np.generic)):
        return _pack_array(np.asarray(value), "array", depth)
    if isinstance(value, SERIES) and not isinstance(value, (bytes, bytearray)):
        items = items_of(value)
        if items is not None:
            return {"list": [pack(each, depth + 1) for each in items]}
    if isinstance(value, NUMBERS) and type(value) is not int:
        with suppress(TypeError, ValueError, OverflowError):
            number = complex(value)
            if not number.imag:
                return pack(number.real)
    return {"other": type(value).__name__}


def _pack_tensor(tensor: Any, torch: Any, depth: int) -> Packed:
    tensor = tensor.detach().cpu()
    if tensor.layout != torch.strided:
        tensor = tensor.to_dense()
    if tensor.dtype == torch.bfloat16:  # which NumPy does not know
        tensor = tensor.float()
    array = tensor.resolve_conj().resolve_neg().numpy()
    return _pack_array(array, "tensor", depth)


def _pack_array(array: np.ndarray, kind: str, depth: int) -> Packed:
    article_and_kind = "an array" if kind == "array" else f"a {kind}"
    if array.dtype.kind in "OU":
        return pack(array.tolist(), depth + 1)
    wider = WIDER.get(array.dtype.kind)
    if wider and array.dtype.name not in DTYPES and not array.imag.any():
        array = array.real.astype(wider)
    if array.dtype.name not in DTYPES:
        return {"other": f"{article_and_kind} of {array.dtype}"}
    if array.nbytes > MOST_BYTES:
        return {"other": f"{article_and_kind} of {array.nbytes} bytes"}
    if _extent(array.shape) * array.itemsize > MOST_BYTES:
        return {"other": f"{article_and_kind} of shape {array.shape}"}
    return {
        kind: base64.b64encode(array.tobytes()).decode("ascii"),
        "dtype": array.dtype.name,
        "shape": list(array.shape),
    }


def _extent(shape: Sequence[int]) -> int:
    """How many entries an array has; an empty one as many as its other axes could have."""
    return math.prod(max(n, 1) for n in shape)


class Other:
    """Stands for a value of which only the name was kept."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


def unpack(data: Any, depth: int = 0, tensors: bool = True) -> Any:
    """Turn JSON made by ``pack`` back into a value; without ``tensors``, they become arrays.

    Raises NotData for anything that ``pack`` could not have made: it may come from anyone.
    """
    if depth > DEEPEST + 1 or not isinstance(data, dict):
        raise NotData("the message is not a value")
    match data:
        case {"scalar": None | bool() | str() | float() as value}:
            return value
        case {"scalar": int() as value} if abs(value) < 2**63:
            return value
        case {"float": "nan" | "inf" | "-inf" as value}:
            return float(value)
        case {"list": list() as values}:
            return [unpack(each, depth + 1, tensors) for each in values]
        case {"tuple": list() as values}:
            return tuple(unpack(each, depth + 1, tensors) for each in values)
        case {"dict": dict() as values}:
            return {
                k: unpack(v, depth + 1, tensors) for k, v in values.items()
            }
        case {"array": str() as text}:
            return _unpack_array(text, data)
        case {"tensor": str() as text}:
            array = _unpack_array(text, data)
            if not tensors:
                return array
            import torch

            return torch.from_numpy(array)
        case {"other": str() as name}:
            return Other(name[:200])
    raise NotData("the message is not a value")


def _unpack_array(text: str, data: Packed) -> np.ndarray:
    dtype, shape = data.get("dtype"), data.get("shape")
    if dtype not in DTYPES:
        raise NotData(f"dtype {str(dtype)[:50]!r} is not accepted")
    if (
        not isinstance(shape, list)
        or len(shape) > MOST_DIMENSIONS
        or not all(type(n) is int and 0 <= n <= MOST_BYTES for n in shape)
        or _extent(shape) * np.dtype(dtype).itemsize > MOST_BYTES
    ):
        raise NotData("the shape is no shape")
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise NotData("the bytes are not base64") from error
    dtype = np.dtype(dtype)
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise NotData(f"{len(raw)} bytes do not fill the shape {tuple(shape)}")
    if dtype.kind == "b" and not set(raw) <= {0, 1}:
        raise NotData("a boolean is neither 0 nor 1")
    try:
        array = np.frombuffer(raw, dtype).reshape(shape)
    except ValueError as error:  # empty, and yet too large on its other axes
        raise NotData("the shape is no shape") from error
    return array.copy()  # what comes from a buffer cannot be written to
