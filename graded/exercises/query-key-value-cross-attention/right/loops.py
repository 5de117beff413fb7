def cross_attention(x, memory, m_query, m_key, m_value):
    output, weights = [], []
    for vector in x:
        query = m_query @ vector
        scores = [query @ (m_key @ other) for other in memory]
        row = np.exp(np.array(scores) / len(query) ** 0.5)
        row = row / row.sum()
        weights.append(row)
        output.append(sum(w * (m_value @ o) for w, o in zip(row, memory)))
    return np.stack(output), np.stack(weights)
