# %% after_the_softmax | points 0 | you divided the weights by the lengths; divide the scores, before the softmax
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    length = np.where(length > 0, length, 1)
    weights = softmax(embeddings @ embeddings.T) / length / length.T
    return weights @ embeddings, weights


# %% columns | points 0 | you divided by the lengths of the columns; a vector is a row
def cosine_attention(embeddings):
    directions = embeddings / np.linalg.norm(embeddings, axis=0)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights


# %% mixed_directions | points 2 | you mixed the shortened vectors; mix the embeddings themselves
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    return self_attention(embeddings / np.where(length > 0, length, 1))


# %% no_softmax | points 0 | these are the cosines; turn each row into weights with softmax before you mix
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = directions @ directions.T
    return weights @ embeddings, weights


# %% one_length | points 0 | you divided by one length only; the cosine divides by both
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    weights = softmax(
        embeddings @ embeddings.T / np.where(length > 0, length, 1)
    )
    return weights @ embeddings, weights


# %% one_length_for_all | points 0 | you divided by the length of the whole matrix; each row has its own, `axis=1`
def cosine_attention(embeddings):
    directions = embeddings / np.linalg.norm(embeddings)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights


# %% other_length | points 0 | you divided by the length of the token looked at only; the cosine divides by both
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1)
    weights = softmax(
        embeddings @ embeddings.T / np.where(length > 0, length, 1)
    )
    return weights @ embeddings, weights


# %% over_columns | points 0 | the softmax runs over the columns; run it over the rows
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = softmax(directions @ directions.T, axis=0)
    return weights @ embeddings, weights


# %% plain_dot_product | points 0 | these are the weights of the plain dot product; divide by both lengths
def cosine_attention(embeddings):
    return self_attention(embeddings)


# %% squared_lengths | points 0 | you divided by the square of the length; the square root is missing
def cosine_attention(embeddings):
    length = (embeddings**2).sum(axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights


# %% weights_first | points 0 | the order is (context, weights), not (weights, context)
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = softmax(directions @ directions.T)
    return weights, weights @ embeddings


# %% zero_length | points 4 | a vector of zeros gives nan; its length is 0, and you divided by it
def cosine_attention(embeddings):
    directions = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights


# %% zero_weights | points 4 | a vector of zeros has scores of 0, so its weights are 1/n each; you made its weights 0
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = softmax(directions @ directions.T) * (length > 0)
    return weights @ embeddings, weights
