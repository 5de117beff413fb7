import heapq


def beam_step(totals, log_p, num_beams):
    sums = (totals.unsqueeze(-1) + log_p).tolist()
    cells = [
        (x, i, j) for i, row in enumerate(sums) for j, x in enumerate(row)
    ]
    if num_beams > len(cells):
        raise ValueError("more beams than continuations")
    best = heapq.nlargest(num_beams, cells)
    return tuple(torch.tensor(part) for part in zip(*best, strict=True))
