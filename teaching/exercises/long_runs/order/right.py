# %% whole_division
def batch_at(step, count, seed):
    if step < 0:
        raise ValueError("no negative step")
    if count <= 0:
        raise ValueError("no batch")
    generator = torch.Generator()
    generator.manual_seed(seed + step // count)
    return int(torch.randperm(count, generator=generator)[step % count])


# %% list_of_order
def batch_at(step, count, seed):
    if min(step, count - 1) < 0:
        raise ValueError("no such step")
    generator = torch.Generator().manual_seed(seed + step // count)
    return torch.randperm(count, generator=generator).tolist()[step % count]


# %% loop
def batch_at(step, count, seed):
    if step < 0 or count < 1:
        raise ValueError("no such step")
    while step >= count:
        step, seed = step - count, seed + 1
    generator = torch.Generator().manual_seed(seed)
    return torch.randperm(count, generator=generator)[step].item()


# %% enumerated
def batch_at(step, count, seed):
    if count < 1 or step < 0:
        raise ValueError("no such step")
    steps = []
    while len(steps) <= step:
        generator = torch.Generator().manual_seed(seed + len(steps) // count)
        steps += torch.randperm(count, generator=generator).tolist()
    return steps[step]


# %% global_generator
def batch_at(step, count, seed):
    if step < 0 or count < 1:
        raise ValueError("no such step")
    with torch.random.fork_rng():
        torch.manual_seed(seed + step // count)
        return torch.randperm(count)[step % count].item()
