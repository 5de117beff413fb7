import torch


@torch.no_grad()
def output_without_head(attention, x, head):
    """On the module itself, and afterwards put back."""
    matrix = attention.w_output.weight
    before = matrix.clone()
    matrix.view(len(matrix), attention.num_heads, -1)[:, head] = 0.0
    output, _ = attention(x, x, x)
    matrix.copy_(before)
    return output
