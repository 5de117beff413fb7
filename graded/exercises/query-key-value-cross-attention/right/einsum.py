def cross_attention(x, memory, m_query, m_key, m_value):
    scores = np.einsum("ti,ki,kj,sj->ts", x, m_query, m_key, memory)
    weights = softmax(scores / np.sqrt(len(m_query)))
    return np.einsum("ts,sj,kj->tk", weights, memory, m_value), weights
