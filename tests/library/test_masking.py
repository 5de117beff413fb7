"""What is special here: the masks and their converters."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from samples import B, T

from transformer_lib.masking import (
    additive_mask,
    boolean_mask,
    causal_mask,
    padding_mask,
)

PAD = 9

sizes = st.integers(min_value=0, max_value=9)


@st.composite
def boolean_tensors(draw):
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    bits = draw(
        st.lists(
            st.booleans(),
            min_size=math.prod(shape),
            max_size=math.prod(shape),
        )
    )
    return torch.tensor(bits).view(shape)


# causal_mask


@given(sizes)
def test_causal_mask_lets_each_see_itself_and_what_is_before(size):
    mask = causal_mask(size)
    assert mask.dtype == torch.bool and mask.shape == (size, size)
    for i in range(size):
        for j in range(size):
            assert mask[i, j].item() == (j <= i)


def test_causal_mask_takes_a_device():
    assert causal_mask(3, device="meta").device.type == "meta"
    assert causal_mask(3, torch.device("cpu")).device.type == "cpu"


def test_causal_mask_refuses_a_negative_size():
    with pytest.raises(RuntimeError, match="negative"):
        causal_mask(-1)


# padding_mask


@given(
    st.lists(
        st.lists(st.integers(0, 3), min_size=5, max_size=5),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 3),
)
def test_padding_mask_says_where_a_token_is(rows, pad_id):
    mask = padding_mask(torch.tensor(rows), pad_id)
    assert mask.dtype == torch.bool and mask.shape == (len(rows), 1, 1, 5)
    for b, row in enumerate(rows):
        for j, token in enumerate(row):
            assert mask[b, 0, 0, j].item() == (token != pad_id)


def test_padding_mask_stays_on_the_device_of_the_tokens():
    tokens = torch.ones(B, T, device="meta")
    assert padding_mask(tokens, PAD).device.type == "meta"


def test_padding_mask_refuses_one_dimension():
    with pytest.raises(IndexError, match="too many indices"):
        padding_mask(torch.tensor([1, 2, 0]), 0)


# additive_mask, boolean_mask


@given(
    boolean_tensors(),
    st.sampled_from(
        [None, torch.float16, torch.bfloat16, torch.float32, torch.float64]
    ),
)
def test_there_and_back(mask, dtype):
    additive = additive_mask(mask, dtype)
    assert additive.shape == mask.shape
    assert additive.dtype == (dtype or torch.get_default_dtype())
    assert (additive[mask] == 0).all()
    assert (additive[~mask] == -math.inf).all()
    assert torch.equal(boolean_mask(additive), mask)


def test_additive_mask_leaves_its_input_alone_and_its_device():
    mask = causal_mask(3)
    additive_mask(mask)
    assert torch.equal(mask, causal_mask(3))
    assert additive_mask(mask.to("meta")).device.type == "meta"


@pytest.mark.parametrize("dtype", [torch.int64, torch.uint8, torch.float32])
def test_additive_mask_refuses_what_is_not_boolean(dtype):
    with pytest.raises(TypeError, match=f"boolean tensor is needed.*{dtype}"):
        additive_mask(causal_mask(3).to(dtype))


@pytest.mark.parametrize("dtype", [torch.bool, torch.int64])
def test_boolean_mask_refuses_what_is_not_floating(dtype):
    with pytest.raises(
        TypeError, match=f"floating tensor of 0 and -inf.*{dtype}"
    ):
        boolean_mask(causal_mask(3).to(dtype))


@pytest.mark.parametrize("convert", [additive_mask, boolean_mask])
@pytest.mark.parametrize(
    ("mask", "named"),
    [
        (None, "NoneType"),
        ([[True]], "list"),
        (True, "bool"),
        (np.ones((2, 2), dtype=bool), "bool"),
        (np.zeros((2, 2)), "float64"),
    ],
    ids=repr,
)
def test_a_mask_that_is_no_tensor_is_refused_by_name(convert, mask, named):
    with pytest.raises(TypeError, match=f"tensor .*needed.*got {named}"):
        convert(mask)


@pytest.mark.parametrize("wrong", [-1e9, -3.0, 1.0, math.inf, math.nan])
def test_boolean_mask_refuses_other_numbers(wrong):
    additive = additive_mask(causal_mask(3))
    additive[2, 0] = wrong
    with pytest.raises(ValueError, match="only 0 and -inf"):
        boolean_mask(additive)


# in attention
