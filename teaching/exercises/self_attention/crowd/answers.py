# %% right | closed_form
def words_needed(embeddings, i, j, extra, limit):
    powers = np.exp(embeddings @ embeddings[i])
    missing = powers[j] / limit - powers.sum()
    return max(0, int(np.floor(missing / np.exp(embeddings[i] @ extra))) + 1)


# %% right | whole_sentence
def words_needed(embeddings, i, j, extra, limit):
    count = 0
    while True:
        longer = np.vstack([embeddings, *[extra] * count])
        _, weights = self_attention(longer)
        if weights[i, j] < limit:
            return count
        count += 1


# %% right | running_sum
def words_needed(embeddings, i, j, extra, limit):
    powers = [np.exp(dot(embeddings[i], other)) for other in embeddings]
    total, count = sum(powers), 0
    while not powers[j] / total < limit:
        total += np.exp(dot(embeddings[i], extra))
        count += 1
    return count


# %% right | many_at_once
def words_needed(embeddings, i, j, extra, limit):
    powers = np.exp(embeddings @ embeddings[i])
    counts = np.arange(1000)
    weights = powers[j] / (
        powers.sum() + counts * np.exp(extra @ embeddings[i])
    )
    return int((weights >= limit).sum())


# %% right | recursive
def words_needed(embeddings, i, j, extra, limit):
    if softmax(embeddings @ embeddings[i])[j] < limit:
        return 0
    longer = np.vstack([embeddings, extra])
    return 1 + words_needed(longer, i, j, extra, limit)


# %% wrong | one_too_few | points 0 | one too few: with this number the weight is not yet below the limit
def words_needed(embeddings, i, j, extra, limit):
    scores, count = embeddings @ embeddings[i], -1
    while softmax(scores)[j] >= limit:
        scores = np.append(scores, embeddings[i] @ extra)
        count += 1
    return count


# %% wrong | one_too_many | points 0 | one too many: count the copies when the weight has been looked at, not before
def words_needed(embeddings, i, j, extra, limit):
    scores, count = embeddings @ embeddings[i], 0
    while True:
        count += 1
        if softmax(scores)[j] < limit:
            return count
        scores = np.append(scores, embeddings[i] @ extra)


# %% wrong | length_of_the_sentence | points 0 | that is the length of the whole sentence; the words appended to it are asked for
def words_needed(embeddings, i, j, extra, limit):
    scores = embeddings @ embeddings[i]
    while softmax(scores)[j] >= limit:
        scores = np.append(scores, embeddings[i] @ extra)
    return len(scores)


# %% wrong | score_of_zero | points 1 | every copy counted as a word with score 0; its score is the dot product of extra with token i
def words_needed(embeddings, i, j, extra, limit):
    scores, count = embeddings @ embeddings[i], 0
    while softmax(scores)[j] >= limit:
        scores = np.append(scores, 0.0)
        count += 1
    return count


# %% wrong | other_row | points 0 | that is the weight of token j on token i; row i belongs to the token that looks
def words_needed(embeddings, i, j, extra, limit):
    scores, count = embeddings @ embeddings[j], 0
    while softmax(scores)[i] >= limit:
        scores = np.append(scores, embeddings[j] @ extra)
        count += 1
    return count


# %% wrong | plain_scores | points 0 | you divided scores by their sum; weights are exponentials divided by theirs
def words_needed(embeddings, i, j, extra, limit):
    scores, count = np.abs(embeddings @ embeddings[i]), 0
    while scores[j] / scores.sum() >= limit and count < 500:
        scores = np.append(scores, np.abs(embeddings[i] @ extra))
        count += 1
    return count


# %% wrong | looked_at_by_j | points 1 | the copies are looked at by token i, so their score is that of extra with token i
def words_needed(embeddings, i, j, extra, limit):
    scores, count = embeddings @ embeddings[i], 0
    while softmax(scores)[j] >= limit and count < 2000:
        scores = np.append(scores, embeddings[j] @ extra)
        count += 1
    return count
