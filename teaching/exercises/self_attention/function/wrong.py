# %% context_added | points 2 | the weights are right, but the embeddings were added to the mixture; context is weights times embeddings
def my_self_attention(embeddings):
    weights = softmax(embeddings @ embeddings.T)
    return embeddings + weights @ embeddings, weights


# %% context_only | points 0 | return two things: context, weights
def my_self_attention(embeddings):
    return softmax(embeddings @ embeddings.T) @ embeddings


# %% divided_by_sum | points 0 | you divided the scores by their sum; take their exponentials first
def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    weights = scores / scores.sum(axis=1, keepdims=True)
    return weights @ embeddings, weights


# %% largest_not_a_column | points 0 | the largest of each row must be subtracted as a column; `keepdims=True` keeps it one
def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    exponentials = np.exp(scores - scores.max(axis=1))
    weights = exponentials / exponentials.sum(axis=1, keepdims=True)
    return weights @ embeddings, weights


# %% largest_of_all | points 4 | you subtract the largest score of all; a row far below it becomes 0 / 0, so take the largest of each row
def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    exponentials = np.exp(scores - scores.max())
    weights = exponentials / exponentials.sum(axis=1, keepdims=True)
    return weights @ embeddings, weights


# %% mixed_the_other_way | points 2 | the weights are right, but each token was mixed by a column of them; context is weights times embeddings
def my_self_attention(embeddings):
    weights = softmax(embeddings @ embeddings.T)
    return weights.T @ embeddings, weights


# %% no_softmax | points 0 | these are the scores; turn each row into weights that add up to 1 before you mix
def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    return scores @ embeddings, scores


# %% not_normalised | points 0 | the rows of the weights do not add up to 1; divide each by its sum
def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights @ embeddings, weights


# %% over_columns | points 0 | these are the weights of a softmax over the columns; use the rows
def my_self_attention(embeddings):
    weights = softmax(embeddings @ embeddings.T, axis=0)
    return weights @ embeddings, weights


# %% over_everything | points 0 | all weights together add up to 1; each row by itself must
def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    exponentials = np.exp(scores - scores.max())
    weights = exponentials / exponentials.sum()
    return weights @ embeddings, weights


# %% overflows | points 4 | overflow; subtract the largest score of each row before the exponential
def my_self_attention(embeddings):
    exponentials = np.exp(embeddings @ embeddings.T)
    weights = exponentials / exponentials.sum(axis=1, keepdims=True)
    return weights @ embeddings, weights


# %% scaled | points 0 | you divided the scores by the square root of d; that is chapter 2
def my_self_attention(embeddings):
    weights = softmax(embeddings @ embeddings.T / embeddings.shape[1] ** 0.5)
    return weights @ embeddings, weights


# %% sum_not_a_column | points 0 | the sums of the rows must be divided by as a column; `keepdims=True` keeps them one
def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = exponentials / exponentials.sum(axis=1)
    return weights @ embeddings, weights


# %% weights_first | points 0 | the order is (context, weights), not (weights, context)
def my_self_attention(embeddings):
    weights = softmax(embeddings @ embeddings.T)
    return weights, weights @ embeddings
