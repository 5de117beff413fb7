# %% without_noise | points 0 | the queries are the keys themselves; add noise to each entry
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return float(np.mean(found))


# %% only_noise | points 0 | your queries are noise alone; add it to the keys
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = noise * random.normal(size=(num_keys, width))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return float(np.mean(found))


# %% nearest_key | points 0 | you looked for the key at the smallest distance; attention looks at the largest dot product
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, width))
        found.extend(
            np.square(queries[:, None] - keys).sum(axis=2).argmin(axis=1)
            == np.arange(num_keys)
        )
    return float(np.mean(found))


# %% uniform_noise | points 0 | your noise lies between 0 and `noise`; it has to be normal, with mean 0
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.uniform(size=(num_keys, width))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return float(np.mean(found))


# %% in_percent | points 0 | that is a number of cases in 100; give the fraction, between 0 and 1
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, width))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return 100 * float(np.mean(found))


# %% missed | points 0 | that is the fraction of queries that miss their key
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, width))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return 1 - float(np.mean(found))


# %% one_noise_for_all_entries | points 0 | each entry needs noise of its own; you moved all entries of a query by the same number
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, 1))
        found.extend((queries @ keys.T).argmax(axis=1) == np.arange(num_keys))
    return float(np.mean(found))


# %% own_weight | points 0 | that is the average weight on the right key; count how often it is the largest of its row
def recall(width, num_keys, noise):
    random, found = np.random.default_rng(0), []
    while len(found) < 8000:
        keys = random.normal(size=(num_keys, width))
        queries = keys + noise * random.normal(size=(num_keys, width))
        found.extend(np.diagonal(softmax(queries @ keys.T / np.sqrt(width))))
    return float(np.mean(found))
