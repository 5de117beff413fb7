def relative_bias(length, table):
    """Loops over numbers; the table itself is indexed once."""
    R = len(table) // 2
    index = [
        [min(max(j - i, -R), R) + R for j in range(length)]
        for i in range(length)
    ]
    return table[torch.tensor(index)]
