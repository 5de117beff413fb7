def mask_from_lengths(lengths, size):
    table = torch.arange(size).expand(len(lengths), size)
    return table.lt(lengths.view(-1, 1)).view(-1, 1, 1, size)
