# %% same_order | points 2 | each round has the order of the first; its number must be added to the seed
def batch_at(step, count, seed):
    if step < 0 or count < 1:
        raise ValueError("no such step")
    generator = torch.Generator().manual_seed(seed)
    return torch.randperm(count, generator=generator)[step % count].item()


# %% from_one | points 1 | the first round is round 0; you added 1
def batch_at(step, count, seed):
    if step < 0 or count < 1:
        raise ValueError("no such step")
    generator = torch.Generator().manual_seed(seed + 1 + step // count)
    return torch.randperm(count, generator=generator)[step % count].item()


# %% not_shuffled | points 1 | this is the place in the round; look up which batch has that place
def batch_at(step, count, seed):
    if step < 0 or count < 1:
        raise ValueError("no such step")
    return step % count


# %% step_as_seed | points 1 | the step is added to the seed; the order changes once a round
def batch_at(step, count, seed):
    if step < 0 or count < 1:
        raise ValueError("no such step")
    generator = torch.Generator().manual_seed(seed + step)
    return torch.randperm(count, generator=generator)[step % count].item()


# %% place_of_batch | points 1 | this is the place of that batch; the step is the place, and its batch is wanted
def batch_at(step, count, seed):
    if step < 0 or count < 1:
        raise ValueError("no such step")
    generator = torch.Generator().manual_seed(seed + step // count)
    order = torch.randperm(count, generator=generator).tolist()
    return order.index(step % count)


# %% negative_allowed | points 2 | a negative step is no error here; raise a ValueError
def batch_at(step, count, seed):
    if count < 1:
        raise ValueError("no such step")
    generator = torch.Generator().manual_seed(seed + step // count)
    return torch.randperm(count, generator=generator)[step % count].item()


# %% none_allowed | points 2 | a round without a batch is divided by 0; raise a ValueError first
def batch_at(step, count, seed):
    if step < 0:
        raise ValueError("no such step")
    generator = torch.Generator().manual_seed(seed + step // count)
    return torch.randperm(count, generator=generator)[step % count].item()
