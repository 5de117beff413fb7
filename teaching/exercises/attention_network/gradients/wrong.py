# %% not_scaled | points 2 | the divisor stands in the scores, so it belongs in the gradients of query and key too
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = weights.T @ output_gradient
    d_weights = output_gradient @ value.T
    mean = (weights * d_weights).sum(axis=1, keepdims=True)
    d_scores = weights * (d_weights - mean)
    d_query, d_key = d_scores @ key, d_scores.T @ query
    return d_query.T @ x, d_key.T @ x, d_value.T @ x


# %% no_mean | points 2 | through the softmax, the other weights of the row react as well; subtract the weighted mean
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = weights.T @ output_gradient
    d_weights = output_gradient @ value.T
    mean = (weights * d_weights).sum(axis=1, keepdims=True)
    d_scores = weights * d_weights / divisor
    d_query, d_key = d_scores @ key, d_scores.T @ query
    return d_query.T @ x, d_key.T @ x, d_value.T @ x


# %% without_the_weights | points 2 | the gradient of a score is multiplied by its weight
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = weights.T @ output_gradient
    d_weights = output_gradient @ value.T
    mean = (weights * d_weights).sum(axis=1, keepdims=True)
    d_scores = (d_weights - mean) / divisor
    d_query, d_key = d_scores @ key, d_scores.T @ query
    return d_query.T @ x, d_key.T @ x, d_value.T @ x


# %% mean_over_queries | points 2 | the weighted mean belongs to a row of the softmax; you took it over a column
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = weights.T @ output_gradient
    d_weights = output_gradient @ value.T
    mean = (weights * d_weights).sum(axis=0, keepdims=True)
    d_scores = weights * (d_weights - mean) / divisor
    d_query, d_key = d_scores @ key, d_scores.T @ query
    return d_query.T @ x, d_key.T @ x, d_value.T @ x


# %% exchanged | points 2 | the gradients of query and key are exchanged
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = weights.T @ output_gradient
    d_weights = output_gradient @ value.T
    mean = (weights * d_weights).sum(axis=1, keepdims=True)
    d_scores = weights * (d_weights - mean) / divisor
    d_query, d_key = d_scores @ key, d_scores.T @ query
    return d_key.T @ x, d_query.T @ x, d_value.T @ x


# %% scores_not_turned | points 4 | a key is looked at by every query: its gradient comes from a column of the scores
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = weights.T @ output_gradient
    d_weights = output_gradient @ value.T
    mean = (weights * d_weights).sum(axis=1, keepdims=True)
    d_scores = weights * (d_weights - mean) / divisor
    d_query, d_key = d_scores @ key, d_scores @ query
    return d_query.T @ x, d_key.T @ x, d_value.T @ x


# %% weights_not_turned | points 4 | a value goes into every output: its gradient comes from a column of the weights
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = weights @ output_gradient
    d_weights = output_gradient @ value.T
    mean = (weights * d_weights).sum(axis=1, keepdims=True)
    d_scores = weights * (d_weights - mean) / divisor
    d_query, d_key = d_scores @ key, d_scores.T @ query
    return d_query.T @ x, d_key.T @ x, d_value.T @ x


# %% keys_only | points 2 | the gradients of queries and keys run through each other: query uses key, key uses query
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = weights.T @ output_gradient
    d_weights = output_gradient @ value.T
    mean = (weights * d_weights).sum(axis=1, keepdims=True)
    d_scores = weights * (d_weights - mean) / divisor
    d_query, d_key = d_scores @ query, d_scores.T @ key
    return d_query.T @ x, d_key.T @ x, d_value.T @ x
