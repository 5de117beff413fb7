"""Values as data: there and back without loss, and nothing forged gets in."""

import base64
import itertools
import json
import math
from collections import deque
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from graded.outcome import outcome_of
from graded.values import (
    DEEPEST,
    DTYPES,
    MOST_ITEMS,
    NotData,
    Other,
    pack,
    unpack,
)

TENSORS = {
    "bool": torch.bool,
    "int64": torch.int64,
    "float16": torch.float16,
    "float32": torch.float32,
    "float64": torch.float64,
}
arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, min_side=0))
)
tensors = arrays.filter(lambda a: a.dtype.name in TENSORS).map(
    lambda array: torch.from_numpy(array.copy())
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats()
    | st.text()
)
values = st.recursive(
    scalars | arrays | tensors,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)
anything = st.recursive(
    scalars,
    lambda i: st.lists(i) | st.dictionaries(st.text(), i),
    max_leaves=9,
)


def there_and_back(value):
    return unpack(json.loads(json.dumps(pack(value), allow_nan=False)))


def same(a, b):
    assert type(a) is type(b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and same(a.numpy(), b.numpy())
    if isinstance(a, np.ndarray):
        one, other = ((x.dtype, x.shape, x.tobytes()) for x in (a, b))
        return one == other
    return a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b))


@given(values)
def test_there_and_back(value):
    assert same(there_and_back(value), value)


def test_what_came_back_can_be_written_to():
    for value in (np.zeros(3), torch.zeros(3)):
        there_and_back(value)[0] = 1


@pytest.mark.parametrize(
    "tensor",
    [
        torch.ones(2, requires_grad=True),
        torch.ones(2, dtype=torch.bfloat16),
        torch.ones(2, 2).T[:, 0],
        torch.nn.Parameter(torch.ones(2)),
    ],
)
def test_tensors_of_all_kinds(tensor):
    assert there_and_back(tensor).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (object(), "object"),
        (len, "builtin_function_or_method"),
        ({1: 2}, "dict"),
        (2**63, "int"),
        (1j, "complex"),
        (np.array([b"a"]), "an array of |S1"),
        (np.array([1j]), "an array of complex128"),
        (torch.full((2,), 1j), "a tensor of complex64"),
        ({1, 2}, "set"),
        (b"ab", "bytes"),
        (itertools.count(), "count"),
    ],
)
def test_all_else_is_named_and_not_carried(value, name):
    back = there_and_back(value)
    assert isinstance(back, Other)
    assert repr(back) == name


@pytest.mark.parametrize(
    ("value", "same"),
    [
        (np.longdouble(0.5), 0.5),
        (np.arange(3, dtype=np.longdouble), [0, 1, 2]),
        (np.arange(3, dtype="uint32"), [0, 1, 2]),
        (np.fft.ifft(np.fft.fft([4.0])), [4]),
        (torch.ones(2, dtype=torch.complex64), [1, 1]),
        (torch.eye(2).to_sparse(), [[1, 0], [0, 1]]),
        (np.array([1, 2.5, None], dtype=object), [1, 2.5, None]),
        (np.array(["a", "bc"]), ["a", "bc"]),
        (Fraction(1, 4), 0.25),
        (Decimal("0.25"), 0.25),
        (complex(3), 3),
        ((n for n in [1, 2]), [1, 2]),
        (map(abs, [-1, 2]), [1, 2]),
        (zip([1], [2], strict=True), [(1, 2)]),
        (range(3), [0, 1, 2]),
        (deque([1, 2]), [1, 2]),
        ({"a": 1}.values(), [1]),
        (reversed([1, 2]), [2, 1]),
        ([map(abs, [-1])], [[1]]),
    ],
)
def test_the_same_value_in_another_type(value, same):
    back = there_and_back(value)
    back = back.tolist() if hasattr(back, "tolist") else back
    assert back == same


def test_a_list_that_holds_itself_ends():
    endless = []
    endless.append(endless)
    back = there_and_back(endless)
    for _ in range(DEEPEST + 1):
        (back,) = back
    assert repr(back) == "a deeply nested value"


def test_large_arrays_and_many_axes_are_carried():
    for array in (np.arange(2.0**20), np.ones([1] * 12)):
        assert same(there_and_back(array), array)


def test_a_huge_array_is_named_and_not_carried():
    huge = np.broadcast_to(np.zeros(1), (2**24,))
    assert "bytes" in repr(there_and_back(huge))


def forged(**fields):
    good = {"array": base64.b64encode(bytes(8)).decode(), "dtype": "float64"}
    return {**good, "shape": [1], **fields}


def forged_dtype(dtype):
    return forged(dtype=dtype)


def forged_shape(shape):
    return forged(shape=shape)


def test_the_forged_message_is_good_but_for_what_is_forged():
    assert unpack(forged()) == [0]


@pytest.mark.parametrize(
    "data",
    [
        *(None, 1, "text", [], {}, {"unknown": 1}, {"scalar": []}),
        *({"float": "1e3"}, {"list": {}}, {"tuple": "ab"}, {"dict": []}),
        *({"list": [1]}, {"dict": {"a": 1}}, {"other": 3}, {"array": 3}),
        *map(forged_dtype, ("object", "O", "<f8", ["float64"], None)),
        *map(forged_shape, (None, [-1], [True], [1.0], [2], [1] * 13)),
        forged_shape([2**40, 0]),
        forged(shape=[2**26] * 11 + [0], array=""),
        *(forged(array="no base64"), forged(array="ä")),
        forged(dtype="bool", shape=[8], array="AgAAAAAAAAA="),
    ],
)
def test_forged_data_is_refused(data):
    with pytest.raises(NotData):
        unpack(data)


def test_a_deep_message_is_refused():
    data = {"scalar": 1}
    for _ in range(1000):
        data = {"list": [data]}
    with pytest.raises(NotData):
        unpack(data)


@given(
    anything
    | st.fixed_dictionaries(
        {
            "tensor": st.text()
            | st.binary().map(lambda raw: base64.b64encode(raw).decode()),
            "dtype": st.sampled_from(DTYPES) | anything,
            "shape": st.lists(st.integers(-1, 2**27)) | anything,
        }
    )
)
def test_anything_is_a_value_or_refused(data):
    with suppress(NotData):  # and no other error
        unpack(data)


@pytest.mark.parametrize("shape", [[0, 2**26], [2**13, 0, 2**14]])
def test_an_empty_array_is_not_large_on_its_other_axes(shape):
    """Whoever multiplies it by another gets all that it has not."""
    data = {"array": "", "dtype": "float64", "shape": shape}
    with pytest.raises(NotData, match="no shape"):
        unpack(data)
    assert "other" in pack(np.empty(shape))
    assert unpack(pack(np.empty((0, 7)))).shape == (0, 7)


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**40])
def test_a_number_is_as_large_as_pack_makes_it(number):
    with pytest.raises(NotData):
        unpack({"scalar": number})


def test_a_long_generator_keeps_its_beginning():
    def answer():
        yield from range(MOST_ITEMS + 2)

    driver = "def driver(answer):\n    return sum(answer())\n"
    total = (MOST_ITEMS + 1) * (MOST_ITEMS + 2) // 2
    assert outcome_of(answer, driver, []) == {"value": {"scalar": total}}
