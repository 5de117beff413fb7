def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = m_query @ x.T, m_key @ memory.T, m_value @ memory.T
    columns = softmax(keys.T @ queries / np.sqrt(len(keys)), axis=0)
    return (values @ columns).T, columns.T
