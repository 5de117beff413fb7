"""
keeps: 1
tells: >-
  you zeroed entries of the output; behind the output matrix every entry
  holds something of all heads
"""


def output_without_head(attention, x, head):
    width = attention.d_model // attention.num_heads
    output = attention(x, x, x)[0].clone()
    output[..., head * width : (head + 1) * width] = 0
    return output
