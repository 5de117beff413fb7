def packed_mask(segments):
    tables = []
    for row in segments:
        numbers, counts = row.unique_consecutive(return_counts=True)
        blocks = [
            causal_mask(n) if s else torch.zeros(n, n, dtype=torch.bool)
            for s, n in zip(numbers.tolist(), counts.tolist())
        ]
        tables.append(torch.block_diag(*[b.int() for b in blocks]) == 1)
    return torch.stack(tables)[:, None]
