"""
keeps: 2
tells: you mixed the keys; mix the values
"""


def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys = x @ m_query.T, memory @ m_key.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ keys, weights
