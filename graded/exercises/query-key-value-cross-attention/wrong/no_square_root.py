"""
keeps: 0
tells: you divided by d_k; divide by its square root
"""


def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / queries.shape[1])
    return weights @ values, weights
