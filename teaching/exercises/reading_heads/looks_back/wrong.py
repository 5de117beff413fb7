# %% all_heads | points 0 | one number for all heads; each head has its own
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean()


# %% first_rows_count | points 1 | the first rows count, though nothing stands so far before them
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)


# %% forwards | points 1 | this counts the heads that look forwards; steps places before is place - steps
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place + steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)


# %% mask_changed | points 3 | the mask that was handed in has changed; make a new one with counts & mask
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts &= place >= steps
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)


# %% mean_of_sentences | points 1 | this is the mean of the sentences' means; each row counts once, wherever it stands
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    inside = hit & counts[:, None]
    shares = inside.sum(dim=-1) / counts.sum(dim=-1)[:, None]
    return shares.mean(dim=0)


# %% not_a_number | points 3 | where no row counts this is not a number; raise a ValueError
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)


# %% one_row_less | points 0 | the first row that has such a place is left out; place >= steps keeps it
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place > steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)


# %% over_the_rows | points 0 | the largest weight was taken in each column; a row is the token that looks
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-2) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)


# %% padding_counts | points 1 | rows of padding count; leave them out
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = (place >= steps) | (counts & False)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)


# %% percent | points 0 | these are counts of rows; return shares, from 0 to 1
def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().sum(dim=-1)
