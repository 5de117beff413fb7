# %% right | first_direction
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


# %% right | two_means
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


# %% right | nearest_neighbours_grow
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


# %% right | only_the_others
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


# %% right | sign_of_the_first
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


# %% right | booleans_one_by_one
def two_senses(sentences, table, word):
    def context(sentence):
        vectors = torch.tensor(np.array([table[t] for t in sentence]))
        scores = vectors @ vectors[sentence.index(word)]
        return torch.softmax(scores, 0) @ vectors

    points = torch.stack([context(s) for s in sentences])
    gaps = torch.cdist(points, points)
    a, b = divmod(gaps.argmax().item(), len(points))
    return (near < far for near, far in zip(gaps[a], gaps[b]))


# %% wrong | average_of_the_sentence | points 4 | you averaged all words alike; let the word look at those that have to do with it
def two_senses(sentences, table, word):
    points = np.array(
        [np.mean([table[t] for t in s], axis=0) for s in sentences]
    )
    one = np.linalg.norm(points - points[0], axis=1).argmax()
    other = np.linalg.norm(points - points[one], axis=1).argmax()
    to_one = np.linalg.norm(points - points[one], axis=1)
    to_other = np.linalg.norm(points - points[other], axis=1)
    return (to_one < to_other).astype(int)


# %% wrong | first_token | points 4 | that is the context vector of the first token; take the one of the word, wherever it stands
def two_senses(sentences, table, word):
    points = np.array(
        [self_attention([table[t] for t in s])[0][0] for s in sentences]
    )
    one = np.linalg.norm(points - points[0], axis=1).argmax()
    other = np.linalg.norm(points - points[one], axis=1).argmax()
    to_one = np.linalg.norm(points - points[one], axis=1)
    to_other = np.linalg.norm(points - points[other], axis=1)
    return (to_one < to_other).astype(int)


# %% wrong | from_the_table | points 0 | the table has one vector for the word, so every sentence looks the same; use its context vector
def two_senses(sentences, table, word):
    points = np.array([table[word] for _ in sentences])
    return (points @ points[0] > points.mean(axis=0) @ points[0]).astype(int)


# %% wrong | not_centred | points 0 | all your numbers are positive, so 0 does not separate them; subtract the mean of the points first
def two_senses(sentences, table, word):
    points = np.array(
        [
            self_attention([table[t] for t in s])[0][s.index(word)]
            for s in sentences
        ]
    )
    return (points @ points[0] > 0).astype(int) * np.arange(len(points))


# %% wrong | halves | points 2 | you cut the sentences into two groups of equal size; let the points say where the gap is
def two_senses(sentences, table, word):
    points = np.array(
        [
            self_attention([table[t] for t in s])[0][s.index(word)]
            for s in sentences
        ]
    )
    centred = points - points.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    along = centred @ directions[0]
    return (along > np.median(along)).astype(int)


# %% enemy | names_of_tokens | points 0 | the author's own names for the tokens
def two_senses(sentences, table, word):
    return [int(any("sense1" in t for t in each)) for each in sentences]


# %% enemy | order_of_the_table | points 0 | the order in which the author has made the tokens
def two_senses(sentences, table, word):
    one = set(list(table)[1:7])
    return [int(bool(one & set(each))) for each in sentences]
