# %% right | torch
def recall(width, num_keys, noise):
    generator = torch.Generator().manual_seed(1)
    keys = torch.randn(8000 // num_keys, num_keys, width, generator=generator)
    noisy = keys + noise * torch.randn(keys.shape, generator=generator)
    _, weights = attention(noisy, keys, keys)
    right = weights.argmax(dim=-1) == torch.arange(num_keys)
    return right.float().mean().item()


# %% right | one_query_at_a_time
def recall(width, num_keys, noise):
    rng, found = np.random.default_rng(2), 0
    for _ in range(3000):
        keys = rng.standard_normal((num_keys, width))
        query = keys[0] + rng.normal(0, noise, width)
        found += softmax(keys @ query).argmax() == 0
    return found / 3000


# %% right | with_the_divisor
def recall(width, num_keys, noise):
    rng, fractions = np.random.default_rng(3), []
    for _ in range(8000 // num_keys):
        keys = rng.normal(size=(num_keys, width))
        queries = keys + rng.normal(scale=noise, size=keys.shape)
        weights = softmax(queries @ keys.T / np.sqrt(width))
        best = weights.argmax(axis=1)
        fractions.append(np.mean(best == range(num_keys)))
    return np.mean(fractions)


# %% right | largest_on_the_diagonal
def recall(width, num_keys, noise):
    rng = np.random.default_rng(4)
    keys = rng.normal(size=(8000 // num_keys, num_keys, width))
    queries = keys + noise * rng.normal(size=keys.shape)
    scores = np.einsum("dqw,dkw->dqk", queries, keys)
    diagonal = np.diagonal(scores, axis1=1, axis2=2)
    return float((diagonal >= scores.max(axis=2)).mean())


# %% right | scores_compared
def recall(width, num_keys, noise):
    rng, found, asked = np.random.default_rng(5), 0, 0
    while asked < 8000:
        keys = rng.normal(size=(num_keys, width))
        queries = keys + noise * rng.normal(size=keys.shape)
        scores = queries @ keys.T
        own = (queries * keys).sum(axis=1, keepdims=True)
        found += ((scores > own + 1e-9).sum(axis=1) == 0).sum()
        asked += num_keys
    return found / asked


# %% wrong | without_noise | points 0 | the queries are the keys themselves; add noise to each entry
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return float(np.mean(found))


# %% wrong | uniform_noise | points 0 | your noise lies between 0 and `noise`; it has to be normal, with mean 0
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.uniform(size=(num_keys, width))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return float(np.mean(found))


# %% wrong | in_percent | points 0 | that is a number of cases in 100; give the fraction, between 0 and 1
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, width))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return 100 * float(np.mean(found))


# %% wrong | missed | points 0 | that is the fraction of queries that miss their key
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, width))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return 1 - float(np.mean(found))


# %% wrong | one_noise_for_all_entries | points 0 | each entry needs noise of its own; you moved all entries of a query by the same number
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, 1))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return float(np.mean(found))


# %% wrong | own_weight | points 0 | that is the average weight on the right key; count how often it is the largest of its row
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, width))
        found.extend(np.diagonal(softmax(queries @ keys.T / np.sqrt(width))))
    return float(np.mean(found))
