def looks_back(weights, counts, steps):
    """The weight on the diagonal is the largest of its row."""
    T = weights.shape[-1]
    rows = counts.clone()
    rows[:, :steps] = False
    if not rows.any():
        raise ValueError("no row counts")
    on = weights.diagonal(-steps, dim1=-2, dim2=-1)  # rows steps to T
    largest = weights.amax(dim=-1)[..., steps:]
    hit = (on == largest).permute(1, 0, 2)[:, rows[:, steps:]]
    assert T == on.shape[-1] + steps
    return hit.float().mean(dim=1)
