# %% matrices_exchanged | points 0 | the matrices of the queries and of the keys are exchanged; m_query belongs to x, m_key to memory
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_key.T, memory @ m_query.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ values, weights


# %% matrix_not_transposed | points 0 | `x @ m_query` does not fit: rows stand on the left, so the matrix on the right must be transposed
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query, memory @ m_key, memory @ m_value
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ values, weights


# %% memory_not_asked | points 0 | x asks itself; the keys and the values come from memory
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, x @ m_key.T, x @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ values, weights


# %% mixed_keys | points 2 | you mixed the keys; mix the values
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys = x @ m_query.T, memory @ m_key.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ keys, weights


# %% mixed_memory | points 2 | you mixed the rows of memory; mix the values, which m_value makes of them
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys = x @ m_query.T, memory @ m_key.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ memory, weights


# %% no_square_root | points 0 | you divided by d_k; divide by its square root
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / queries.shape[1])
    return weights @ values, weights


# %% not_scaled | points 0 | the scores are not divided by the square root of d_k
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T)
    return weights @ values, weights


# %% output_only | points 0 | return two things, the output and the weights
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    return softmax(queries @ keys.T / np.sqrt(queries.shape[1])) @ values


# %% over_queries | points 0 | the softmax runs over the queries; run it over the keys, so that each row adds up to 1
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]), axis=0)
    return weights @ values, weights


# %% roles_exchanged | points 0 | x asks and memory is asked; you have it the other way round
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = memory @ m_query.T, x @ m_key.T, x @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ values, weights


# %% scaled_by_d | points 0 | you divided by the square root of d, the width of x; divide by that of d_k, the width of a query
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(x.shape[1]))
    return weights @ values, weights


# %% scaled_by_length | points 0 | you divided by the square root of the number of keys; divide by that of d_k, the width of a query
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(len(keys)))
    return weights @ values, weights


# %% weights_first | points 0 | the order is (output, weights), not (weights, output)
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights, weights @ values
