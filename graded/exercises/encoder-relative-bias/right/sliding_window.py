def relative_bias(length, table):
    """Row i is a window on the table, drawn out at both ends; it slides back."""
    left, right = table[:1].expand(length), table[-1:].expand(length)
    long = torch.cat([left, table, right])
    zero = length + len(table) // 2
    windows = long.unfold(0, length, 1)[zero - length + 1 : zero + 1]
    return windows.flip(0)
