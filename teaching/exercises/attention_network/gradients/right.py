# %% autograd
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    leaves = [
        torch.tensor(matrix, requires_grad=True)
        for matrix in (m_query, m_key, m_value)
    ]
    x = torch.from_numpy(x)
    output, _ = attention(*(x @ leaf.T for leaf in leaves))
    output.backward(torch.from_numpy(output_gradient))
    return [leaf.grad for leaf in leaves]


# %% einsum
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_value = np.einsum("ij,iv->jv", weights, output_gradient)
    d_weights = np.einsum("iv,jv->ij", output_gradient, value)
    mean = np.einsum("ij,ij->i", weights, d_weights)[:, None]
    d_scores = weights * (d_weights - mean) / divisor
    return (
        np.einsum("ij,jk,id->kd", d_scores, key, x),
        np.einsum("ij,ik,jd->kd", d_scores, query, x),
        np.einsum("jv,jd->vd", d_value, x),
    )


# %% row_by_row
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_query, d_key = np.zeros_like(query), np.zeros_like(key)
    for i, row in enumerate(weights):
        jacobian = np.diag(row) - np.outer(row, row)
        d_row = jacobian @ value @ output_gradient[i] / divisor
        d_query[i] = d_row @ key
        d_key += np.outer(d_row, query[i])
    d_value = weights.T @ output_gradient
    return d_query.T @ x, d_key.T @ x, d_value.T @ x


# %% finite_differences
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    matrices = [m_query.copy(), m_key.copy(), m_value.copy()]

    def loss():
        query, key, value = (x @ matrix.T for matrix in matrices)
        weights = softmax(query @ key.T / np.sqrt(len(m_query)))
        return (weights @ value * output_gradient).sum()

    gradients = []
    for matrix in matrices:
        gradient = np.zeros_like(matrix)
        for entry in np.ndindex(matrix.shape):
            values = []
            for step in (1e-5, -2e-5, 1e-5):
                matrix[entry] += step
                values.append(loss())
            gradient[entry] = (values[0] - values[1]) / 2e-5
        gradients.append(gradient)
    return gradients


# %% output_in_the_mean
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    # sum_j A_j g_j is the output times its gradient
    inner = (weights @ value * output_gradient).sum(axis=1)
    d_scores = weights * (output_gradient @ value.T - inner[:, None])
    d_scores /= divisor
    return [
        (d_scores @ key).T @ x,
        (d_scores.T @ query).T @ x,
        output_gradient.T @ weights @ x,
    ]


# %% product_of_matrices
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_weights = output_gradient @ value.T
    d_scores = weights * d_weights
    d_scores -= weights * d_scores.sum(axis=1, keepdims=True)
    middle = x.T @ d_scores @ x / divisor  # of Mq^T Mk
    return m_key @ middle.T, m_query @ middle, output_gradient.T @ weights @ x
