"""
keeps: 0
tells: '`x @ m_query` does not fit: rows stand on the left, so the matrix on the right must be
  transposed'
"""


def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query, memory @ m_key, memory @ m_value
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ values, weights
