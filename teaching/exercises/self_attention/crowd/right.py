# %% closed_form
def words_needed(embeddings, i, j, extra, limit):
    powers = np.exp(embeddings @ embeddings[i])
    missing = powers[j] / limit - powers.sum()
    return max(0, int(np.floor(missing / np.exp(embeddings[i] @ extra))) + 1)


# %% whole_sentence
def words_needed(embeddings, i, j, extra, limit):
    count = 0
    while True:
        longer = np.vstack([embeddings, *[extra] * count])
        _, weights = self_attention(longer)
        if weights[i, j] < limit:
            return count
        count += 1


# %% running_sum
def words_needed(embeddings, i, j, extra, limit):
    powers = [np.exp(dot(embeddings[i], other)) for other in embeddings]
    total, count = sum(powers), 0
    while not powers[j] / total < limit:
        total += np.exp(dot(embeddings[i], extra))
        count += 1
    return count


# %% many_at_once
def words_needed(embeddings, i, j, extra, limit):
    powers = np.exp(embeddings @ embeddings[i])
    counts = np.arange(1000)
    weights = powers[j] / (
        powers.sum() + counts * np.exp(extra @ embeddings[i])
    )
    return int((weights >= limit).sum())


# %% recursive
def words_needed(embeddings, i, j, extra, limit):
    if softmax(embeddings @ embeddings[i])[j] < limit:
        return 0
    longer = np.vstack([embeddings, extra])
    return 1 + words_needed(longer, i, j, extra, limit)
