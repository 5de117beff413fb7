def output_without_head(attention, x, head):
    width = attention.d_model // attention.num_heads
    keep = torch.ones(attention.num_heads).index_fill(0, torch.tensor(head), 0)
    columns = keep.repeat_interleave(width)
    other = {"w_output.weight": attention.w_output.weight * columns}
    return torch.func.functional_call(attention, other, (x, x, x))[0]
