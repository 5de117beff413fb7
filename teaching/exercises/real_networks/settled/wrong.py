# %% first_time | points 2 | this is the first layer that has the final token; it may be lost again
def settled_after(lens):
    first = lens.argmax(dim=-1)
    return ((first == first[-1]).int().argmax(dim=0) + 1).tolist()


# %% from_zero | points 0 | layers are counted from 1
def settled_after(lens):
    first = lens.argmax(dim=-1)
    same = (first == first[-1]).int().flip(0)
    return (len(lens) - same.cumprod(dim=0).sum(dim=0)).tolist()


# %% agreements_counted | points 2 | the layers that agree were counted, wherever they are; only those up to the end without a gap count
def settled_after(lens):
    first = lens.argmax(dim=-1)
    same = (first == first[-1]).sum(dim=0)
    return (len(lens) - same + 1).tolist()


# %% least_likely | points 0 | the least likely token was followed; argmax gives the most likely
def settled_after(lens):
    first = lens.argmin(dim=-1)
    same = (first == first[-1]).int().flip(0)
    return (len(lens) - same.cumprod(dim=0).sum(dim=0) + 1).tolist()


# %% layers_that_stay | points 0 | the layers after it were counted; its own number is asked for
def settled_after(lens):
    first = lens.argmax(dim=-1)
    same = (first == first[-1]).int().flip(0)
    return same.cumprod(dim=0).sum(dim=0).tolist()


# %% over_positions | points 0 | the largest entry was sought over the positions; each position has its own
def settled_after(lens):
    first = lens.argmax(dim=1)
    same = (first == first[-1]).int().flip(0)
    return (len(lens) - same.cumprod(dim=0).sum(dim=0) + 1).tolist()


# %% of_all | points 0 | one layer was given for all positions; each is settled by itself
def settled_after(lens):
    first = lens.argmax(dim=-1)
    same = (first == first[-1]).int().flip(0)
    layers = (len(lens) - same.cumprod(dim=0).sum(dim=0) + 1).tolist()
    return [max(layers)] * len(layers)
