"""Sizes, numbers and modules that several test files of the library use.

Imports nothing of the library, because the tests of an early chapter have only its first modules.
"""

import math
import pickle

import torch
from torch import nn

# As few common factors as the contract allows: D is even, and divisible by H.
B, T, S, H, D, D_FF = 2, 5, 7, 3, 12, 17
PAD, START, END = 0, 1, 2
SIZES = {"d_model": D, "num_heads": H, "num_layers": 2, "d_ff": D_FF}
WHOLE_SIZES = SIZES | {  # of a whole network
    "src_vocab_size": 7,
    "tgt_vocab_size": 11,
    "d_ff": 20,
    "max_len": 17,
}
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-10}


def seeded(number=0):
    return torch.Generator().manual_seed(number)


def draw(*shape, seed=0, dtype=torch.float64):
    """Random numbers of this shape: for the same seed the same, in any precision."""
    numbers = torch.randn(shape, generator=seeded(seed), dtype=torch.float64)
    return numbers.to(dtype)


def unsettle(module):
    """Random gains and biases, as training leaves them: at 1 and 0 mistakes do not show."""
    for parameter in module.parameters():
        if parameter.dim() == 1:
            nn.init.normal_(parameter, mean=0.5)
    return module


def ragged(src_vocab_size=13, tgt_vocab_size=11):
    """Source (B, S) and target (B, T) tokens, padded in different sequences."""
    src = torch.randint(1, src_vocab_size, (B, S), generator=seeded(1))
    tgt = torch.randint(1, tgt_vocab_size, (B, T), generator=seeded(2))
    src[1, 4:], tgt[0, 3:] = PAD, PAD
    return src, tgt


def additive(mask, dtype=torch.float64):
    """A boolean mask as 0 and minus infinity."""
    return torch.zeros(mask.shape, dtype=dtype).masked_fill(~mask, -math.inf)


def assert_close(ours, expected, tolerance=1e-10):
    """The same shape and type, and finite numbers that agree, large ones relative to their size."""
    assert ours.shape == expected.shape and ours.dtype == expected.dtype
    assert ours.isfinite().all()
    expected = expected.detach()
    size = max(1.0, expected.abs().max().item()) if expected.numel() else 1.0
    difference = (ours.detach() - expected).abs().max().item() / size
    assert difference <= tolerance, f"they differ by {difference:.1e}"


SOURCES = [[3, 5, 4, 8, 1, 2, 7], [6, 2], [7], [4, 4, 1]]


def padded(sources):
    rows = [torch.tensor(row) for row in sources]
    return nn.utils.rnn.pad_sequence(rows, True, PAD)


def writer(kind, number=0, **options):
    """A Transformer that is sure of what it says, and whose sequences end, some of them early."""
    torch.manual_seed(number)
    options = {"dropout": 0.0, "norm_first": number % 2 == 1} | options
    model = kind(9, 7, **SIZES, **options)
    with torch.no_grad():
        model.src_embedding.table.weight.mul_(2)
        model.projection.weight.mul_(4)
        model.projection.bias[PAD] = -30.0  # `generate` may choose padding
        model.projection.bias[START] = -8.0  # it writes something
    return model.double().eval()


class _Runs:
    """A pickle that runs something when it is opened."""

    def __reduce__(self):
        return print, ("this should not be printed",)


def damaged_files(whole):
    yield "torn", whole[: len(whole) // 3]
    yield "last byte", whole[:-1]
    yield "empty", b""
    yield "text", b"step,loss\n1,2.5\n"
    yield "zeros", bytes(1000)
    yield "program", pickle.dumps(_Runs(), protocol=2)
    yield "begins as a pickle", b"\x80\x02" + bytes(range(256))
