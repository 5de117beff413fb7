# %% numpy
import numpy as np


def dequantise(data):
    block = np.dtype([("d", "<f2"), ("q", "i1", (32,))])
    blocks = data.numpy().copy().view(block)
    weights = blocks["d"].astype(np.float32)[..., None] * blocks["q"]
    return torch.from_numpy(weights.reshape(len(data), -1))


# %% loops
import struct


def dequantise(data):
    rows = []
    for row in data.tolist():
        numbers = []
        for start in range(0, len(row), 34):
            d, *q = struct.unpack("<e32b", bytes(row[start : start + 34]))
            numbers += [d * each for each in q]
        rows.append(numbers)
    return torch.tensor(rows)


# %% unfold
def dequantise(data):
    blocks = data.unfold(1, 34, 34)
    d = blocks[..., :2].clone().view(torch.float16).to(torch.float32)
    q = blocks[..., 2:].to(torch.int16)
    q = torch.where(q > 127, q - 256, q)
    return (q * d).reshape(len(data), -1)


# %% reshape
def dequantise(data):
    rows = len(data)
    blocks = data.reshape(-1, 34)
    d = blocks[:, :2].contiguous().view(torch.half).double()
    q = blocks[:, 2:].contiguous().view(torch.int8).double()
    return (d * q).float().reshape(rows, -1)


# %% two_gathers
def dequantise(data):
    place = torch.arange(data.shape[1])
    is_q = place % 34 > 1
    scale = data[:, ~is_q].view(torch.float16).float()
    q = data[:, is_q].view(torch.int8).float()
    return q * scale.repeat_interleave(32, dim=1)
