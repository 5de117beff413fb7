# %% unsigned | points 0 | the bytes were read as 0 to 255; they are signed, -128 to 127
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., :2].contiguous().view(torch.float16).float()
    return (scale * blocks[..., 2:]).flatten(-2)


# %% in_half_precision | points 0 | the products were rounded to half precision; convert the scale first
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., :2].contiguous().view(torch.float16)
    return (scale * blocks[..., 2:].view(torch.int8)).float().flatten(-2)


# %% first_scale | points 1 | one scale was taken for the whole row; each block has its own
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[:, :1, :2].contiguous().view(torch.float16).float()
    return (scale * blocks[..., 2:].view(torch.int8)).flatten(-2)


# %% scale_last | points 0 | the scale was read from the end of the block; it comes first
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., 32:].contiguous().view(torch.float16).float()
    return (scale * blocks[..., :32].view(torch.int8)).flatten(-2)


# %% bytes_exchanged | points 0 | the two bytes of the scale were exchanged; the lower one comes first
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., :2].flip(-1).contiguous().view(torch.float16).float()
    return (scale * blocks[..., 2:].view(torch.int8)).flatten(-2)


# %% a_bfloat | points 0 | the scale was read as bfloat16; it is float16
def dequantise(data):
    blocks = data.unflatten(-1, (-1, 34))
    scale = blocks[..., :2].contiguous().view(torch.bfloat16).float()
    return (scale * blocks[..., 2:].view(torch.int8)).flatten(-2)
