def cross_attention(x, memory, m_query, m_key, m_value):
    between = m_query.T @ m_key / np.sqrt(m_key.shape[0])
    weights = softmax(np.linalg.multi_dot([x, between, memory.T]), axis=1)
    return (weights @ memory) @ m_value.T, weights
