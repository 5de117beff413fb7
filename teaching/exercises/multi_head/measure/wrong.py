# %% two_largest | points 0 | the two largest entries are not always the nearest pair: the same word may stand in it twice
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = seen.topk(2, dim=1).indices
    return (named == words).all(dim=1).float().mean().item()


# %% one_word_is_enough | points 0 | you count single words; a pair is right if both of its words are
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    return (named == words).float().mean().item()


# %% order_ignored | points 0 | you count a pair as right when its words are exchanged; their order counts
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    same = named.sort(dim=1).values == words.sort(dim=1).values
    return same.all(dim=1).float().mean().item()


# %% per_cent | points 0 | this is in per cent; return the fraction, from 0 to 1
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    return 100 * (named == words).all(dim=1).float().mean().item()


# %% number_right | points 0 | this is how many pairs are right; divide by N
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    return (named == words).all(dim=1).float().sum().item()


# %% no_noise | points 0 | without the noise every pair is read right: add it to what the reader gets
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]]
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    return (named == words).all(dim=1).float().mean().item()


# %% reader_exchanges_weights | points 0 | the reader's table gives the first word the weight of the second
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = (1 - w) * unit[pairs[:, 0]] + w * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    return (named == words).all(dim=1).float().mean().item()
