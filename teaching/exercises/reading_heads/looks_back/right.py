# %% cut_off
def looks_back(weights, counts, steps):
    """Leave out the rows that have no such place before anything else."""
    rows = counts[:, steps:]
    if rows.sum() == 0:
        raise ValueError("nothing to count")
    most = weights[:, :, steps:].argmax(dim=-1)
    hit = most == torch.arange(most.shape[-1])
    return torch.stack(
        [h[rows].double().mean() for h in hit.unbind(1)]
    ).float()


# %% diagonal
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


# %% einsum
def looks_back(weights, counts, steps):
    T = weights.shape[-1]
    wanted = torch.eye(T).roll(-steps, dims=1)
    if steps:
        wanted[:steps] = 0
    most = torch.nn.functional.one_hot(weights.argmax(-1), T).float()
    rows = counts.float()
    total = torch.einsum("bt,ts->", rows, wanted)
    if steps >= T or total == 0:
        raise ValueError("no row counts")
    return torch.einsum("bhts,ts,bt->h", most, wanted, rows) / total


# %% loops
def looks_back(weights, counts, steps):
    B, H, T, _ = weights.shape
    rows = [(b, t) for b in range(B) for t in range(steps, T) if counts[b, t]]
    if not rows:
        raise ValueError("no row counts")
    return torch.tensor(
        [
            sum(int(weights[b, h, t].argmax()) == t - steps for b, t in rows)
            / len(rows)
            for h in range(H)
        ]
    )


# %% numpy_masked
import numpy as np


def looks_back(weights, counts, steps):
    place = np.arange(weights.shape[-1])
    rows = np.logical_and(counts.numpy(), place >= steps)
    if rows.sum() == 0:
        raise ValueError("no row counts")
    most = np.argmax(weights.numpy(), axis=-1).swapaxes(0, 1)
    return (most == place - steps)[:, rows].mean(axis=1)


# %% sums
def looks_back(weights, counts, steps):
    T = weights.size(-1)
    place = torch.arange(T)
    rows = (counts & (place >= steps)).float()  # (B, T)
    number = rows.sum()
    if number == 0:
        raise ValueError("nothing to count")
    hit = (weights.argmax(-1) + steps == place).float()
    return (hit * rows.unsqueeze(1)).sum(dim=(0, 2)) / number
