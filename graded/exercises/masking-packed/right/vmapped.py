def packed_mask(segments):
    causal = causal_mask(segments.shape[1])

    def table(row):
        return (row[:, None] == row) & (row != 0) & causal

    return torch.vmap(table)(segments).unsqueeze(1)
