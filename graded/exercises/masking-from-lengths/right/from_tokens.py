def mask_from_lengths(lengths, size):
    tokens = torch.zeros(len(lengths), size, dtype=torch.long)
    for row, length in zip(tokens, lengths):
        row[:length] = 1
    return padding_mask(tokens, pad_id=0)
