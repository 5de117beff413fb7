# %% right | numpy
import numpy as np


def dequantise(data):
    block = np.dtype([("d", "<f2"), ("q", "i1", (32,))])
    blocks = data.numpy().copy().view(block)
    weights = blocks["d"].astype(np.float32)[..., None] * blocks["q"]
    return torch.from_numpy(weights.reshape(len(data), -1))


# %% right | loops
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


# %% right | unfold
def dequantise(data):
    blocks = data.unfold(1, 34, 34)
    d = blocks[..., :2].clone().view(torch.float16).to(torch.float32)
    q = blocks[..., 2:].to(torch.int16)
    q = torch.where(q > 127, q - 256, q)
    return (q * d).reshape(len(data), -1)


# %% right | reshape
def dequantise(data):
    rows = len(data)
    blocks = data.reshape(-1, 34)
    d = blocks[:, :2].contiguous().view(torch.half).double()
    q = blocks[:, 2:].contiguous().view(torch.int8).double()
    return (d * q).float().reshape(rows, -1)


# %% right | two_gathers
def dequantise(data):
    place = torch.arange(data.shape[1])
    is_q = place % 34 > 1
    scale = data[:, ~is_q].view(torch.float16).float()
    q = data[:, is_q].view(torch.int8).float()
    return q * scale.repeat_interleave(32, dim=1)


# %% right | struct
import struct


def dequantise(data):
    def numbers(row):
        raw = bytes(row.tolist())
        for at in range(0, len(raw), 34):
            scale, *values = struct.unpack("<e32b", raw[at : at + 34])
            yield from (scale * v for v in values)

    return [list(numbers(row)) for row in data]


# %% wrong | unsigned | points 0 | the bytes were read as 0 to 255; they are signed, -128 to 127
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., :2].contiguous().view(torch.float16).float()
    return (scale * blocks[..., 2:]).flatten(-2)


# %% wrong | in_half_precision | points 0 | the products were rounded to half precision; convert the scale first
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., :2].contiguous().view(torch.float16)
    return (scale * blocks[..., 2:].view(torch.int8)).float().flatten(-2)


# %% wrong | first_scale | points 1 | one scale was taken for the whole row; each block has its own
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[:, :1, :2].contiguous().view(torch.float16).float()
    return (scale * blocks[..., 2:].view(torch.int8)).flatten(-2)


# %% wrong | scale_last | points 0 | the scale was read from the end of the block; it comes first
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., 32:].contiguous().view(torch.float16).float()
    return (scale * blocks[..., :32].view(torch.int8)).flatten(-2)


# %% wrong | bytes_exchanged | points 0 | the two bytes of the scale were exchanged; the lower one comes first
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., :2].flip(-1).contiguous().view(torch.float16).float()
    return (scale * blocks[..., 2:].view(torch.int8)).flatten(-2)


# %% enemy | scale_of_the_first | points 1 | NumPy's own types, with one scale for all; right for one block
def dequantise(data):
    raw = data.numpy().tobytes()
    scale = torch.frombuffer(bytearray(raw[:2]), dtype=torch.float16)
    blocks = data.unflatten(-1, (-1, 34))[..., 2:].contiguous()
    return (scale.float() * blocks.view(torch.int8)).flatten(-2)
