"""
keeps: 2
tells: >-
  the module that was handed in has lost its head for good: work on a copy,
  made by copy.deepcopy (copy.copy shares the matrices)
"""


def output_without_head(attention, x, head):
    width = attention.d_model // attention.num_heads
    with torch.no_grad():
        attention.w_output.weight[:, head * width : (head + 1) * width] = 0
    return attention(x, x, x)[0]
