def relative_bias(length, table):
    R = len(table) // 2
    entry = lambda i, j: table[R + max(-R, min(R, j - i))]
    return torch.stack(
        [entry(i, j) for i in range(length) for j in range(length)]
    ).view(length, length)
