# %% all_rows | points 0 | these are the scores of every token; return only those of token i, one vector
def scores_of(embeddings, i):
    return embeddings @ embeddings.T


# %% columns | points 0 | you compared column i with the columns; a token is a row of the matrix
def scores_of(embeddings, i):
    return embeddings.T @ embeddings[:, i]


# %% cosine | points 0 | these are cosines, the scores divided by the lengths; the plain dot products are asked for
def scores_of(embeddings, i):
    lengths = np.linalg.norm(embeddings, axis=1)
    return embeddings @ embeddings[i] / lengths / lengths[i]


# %% distances | points 0 | these are distances between vectors; a score is a dot product
def scores_of(embeddings, i):
    return np.linalg.norm(embeddings - embeddings[i], axis=1)


# %% divided_by_sum | points 0 | these scores were divided by their sum; the plain dot products are asked for
def scores_of(embeddings, i):
    return divide_by_sum(embeddings @ embeddings[i])


# %% first_token | points 0 | these are the scores of the first token, whatever i is; use vector i
def scores_of(embeddings, i):
    return embeddings @ embeddings[0]


# %% next_token | points 0 | these are the scores of the token before i; Python counts from 0, and so does i
def scores_of(embeddings, i):
    return embeddings @ embeddings[i - 1]


# %% not_added_up | points 0 | you multiplied number by number; a dot product also adds the products up, over each row
def scores_of(embeddings, i):
    return embeddings * embeddings[i]


# %% scaled | points 0 | you divided by the square root of d; that is chapter 2
def scores_of(embeddings, i):
    return embeddings @ embeddings[i] / np.sqrt(embeddings.shape[1])


# %% softmax | points 0 | these are the weights; the scores are asked for, before the softmax
def scores_of(embeddings, i):
    return softmax(embeddings @ embeddings[i])


# %% with_itself | points 0 | this is the score of token i with itself only; it has one with each of the n tokens
def scores_of(embeddings, i):
    return embeddings[i] @ embeddings[i]
