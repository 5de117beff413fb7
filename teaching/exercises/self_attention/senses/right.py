# %% first_direction
def two_senses(sentences, table, word):
    points = []
    for sentence in sentences:
        context, _ = self_attention(np.array([table[t] for t in sentence]))
        points.append(context[sentence.index(word)])
    centred = np.array(points) - np.mean(points, axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    along = centred @ directions[0]
    middle = (along.min() + along.max()) / 2
    return (along > middle).astype(int)


# %% two_means
def two_senses(sentences, table, word):
    points = []
    for sentence in sentences:
        vectors = np.array([table[t] for t in sentence])
        points.append(softmax(vectors @ table[word]) @ vectors)
    points = np.array(points)
    far = np.linalg.norm(points - points[0], axis=1).argmax()
    centres = points[[0, far]]
    for _ in range(20):
        distance = np.linalg.norm(points[:, None] - centres, axis=2)
        labels = distance.argmin(axis=1)
        centres = np.array([points[labels == k].mean(axis=0) for k in (0, 1)])
    return labels


# %% nearest_neighbours_grow
def two_senses(sentences, table, word):
    points = []
    for sentence in sentences:
        context, _ = self_attention([table[t] for t in sentence])
        points.append(context[sentence.index(word)])
    points = np.array(points)
    groups = [{k} for k in range(len(points))]
    while len(groups) > 2:
        pairs = [
            (
                np.linalg.norm(
                    points[list(a)].mean(axis=0) - points[list(b)].mean(axis=0)
                ),
                m,
                k,
            )
            for m, a in enumerate(groups)
            for k, b in enumerate(groups[:m])
        ]
        _, m, k = min(pairs)
        groups[k] |= groups.pop(m)
    return [int(k in groups[1]) for k in range(len(points))]


# %% only_the_others
def two_senses(sentences, table, word):
    points = []
    for sentence in sentences:
        others = np.array([table[t] for t in sentence if t != word])
        points.append(softmax(3 * others @ table[word]) @ others)
    points = np.array(points)
    one = points[np.linalg.norm(points - points[0], axis=1).argmax()]
    nearer = [
        np.linalg.norm(p - one) < np.linalg.norm(p - points[0]) for p in points
    ]
    return [1 if each else 0 for each in nearer]


# %% sign_of_the_first
def two_senses(sentences, table, word):
    points = np.array(
        [
            self_attention([table[t] for t in s])[0][s.index(word)]
            for s in sentences
        ]
    )
    moved = (
        points
        - (points[:, None] + points).reshape(-1, points.shape[1])[
            np.linalg.norm(points[:, None] - points, axis=2).argmax()
        ]
        / 2
    )
    far = np.linalg.norm(moved, axis=1).argmax()
    return (moved @ moved[far] > 0).astype(int)
