# %% average_of_the_sentence | points 4 | you averaged all words alike; let the word look at those that have to do with it
def two_senses(sentences, table, word):
    points = np.array(
        [np.mean([table[t] for t in s], axis=0) for s in sentences]
    )
    one = np.linalg.norm(points - points[0], axis=1).argmax()
    other = np.linalg.norm(points - points[one], axis=1).argmax()
    to_one = np.linalg.norm(points - points[one], axis=1)
    to_other = np.linalg.norm(points - points[other], axis=1)
    return (to_one < to_other).astype(int)


# %% first_token | points 4 | that is the context vector of the first token; take the one of the word, wherever it stands
def two_senses(sentences, table, word):
    points = np.array(
        [self_attention([table[t] for t in s])[0][0] for s in sentences]
    )
    one = np.linalg.norm(points - points[0], axis=1).argmax()
    other = np.linalg.norm(points - points[one], axis=1).argmax()
    to_one = np.linalg.norm(points - points[one], axis=1)
    to_other = np.linalg.norm(points - points[other], axis=1)
    return (to_one < to_other).astype(int)


# %% from_the_table | points 0 | the table has one vector for the word, so every sentence looks the same; use its context vector
def two_senses(sentences, table, word):
    points = np.array([table[word] for _ in sentences])
    return (points @ points[0] > points.mean(axis=0) @ points[0]).astype(int)


# %% not_centred | points 0 | all your numbers are positive, so 0 does not separate them; subtract the mean of the points first
def two_senses(sentences, table, word):
    points = np.array(
        [
            self_attention([table[t] for t in s])[0][s.index(word)]
            for s in sentences
        ]
    )
    return (points @ points[0] > 0).astype(int) * np.arange(len(points))


# %% halves | points 2 | you cut the sentences into two groups of equal size; let the points say where the gap is
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


# %% strongest_word | points 0 | you grouped by whether the word looks at itself most; group by what it looks at
def two_senses(sentences, table, word):
    labels = []
    for s in sentences:
        _, weights = self_attention([table[t] for t in s])
        labels.append(int(s[weights[s.index(word)].argmax()] == word))
    return labels
