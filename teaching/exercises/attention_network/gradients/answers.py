# %% right | autograd
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    leaves = [
        torch.tensor(matrix, requires_grad=True)
        for matrix in (m_query, m_key, m_value)
    ]
    x = torch.from_numpy(x)
    output, _ = attention(*(x @ leaf.T for leaf in leaves))
    output.backward(torch.from_numpy(output_gradient))
    return [leaf.grad for leaf in leaves]


# %% right | einsum
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


# %% right | row_by_row
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


# %% right | finite_differences
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


# %% right | output_in_the_mean
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


# %% right | product_of_matrices
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    query, key, value = x @ m_query.T, x @ m_key.T, x @ m_value.T
    divisor = np.sqrt(len(m_query))
    weights = softmax(query @ key.T / divisor)
    d_weights = output_gradient @ value.T
    d_scores = weights * d_weights
    d_scores -= weights * d_scores.sum(axis=1, keepdims=True)
    middle = x.T @ d_scores @ x / divisor  # of Mq^T Mk
    return m_key @ middle.T, m_query @ middle, output_gradient.T @ weights @ x


# %% right | stacked
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    q, k, v = np.einsum("nd,mkd->mnk", x, np.stack([m_query, m_key, m_value]))
    w = softmax(q @ k.T / k.shape[1] ** 0.5)
    dw = output_gradient @ v.T
    ds = w * (dw - np.einsum("ij,ij->i", w, dw)[:, None]) / k.shape[1] ** 0.5
    return np.stack(
        [(ds @ k).T @ x, (ds.T @ q).T @ x, (w.T @ output_gradient).T @ x]
    )


# %% right | torch_grad_one_by_one
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    x, dy, *matrices = map(
        torch.tensor, (x, output_gradient, m_query, m_key, m_value)
    )
    for m in matrices:
        m.requires_grad = True
    q, k, v = (x @ m.t() for m in matrices)
    y = F.softmax(q @ k.t() / q.size(-1) ** 0.5, dim=-1) @ v
    (y * dy).sum().backward()
    return (m.grad for m in matrices)


import torch.nn.functional as F


# %% wrong | not_scaled | points 2 | the divisor stands in the scores, so it belongs in the gradients of query and key too
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


# %% wrong | no_mean | points 2 | through the softmax, the other weights of the row react as well; subtract the weighted mean
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


# %% wrong | without_the_weights | points 2 | the gradient of a score is multiplied by its weight
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


# %% wrong | mean_over_queries | points 2 | the weighted mean belongs to a row of the softmax; you took it over a column
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


# %% wrong | exchanged | points 2 | the gradients of query and key are exchanged
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


# %% wrong | scores_not_turned | points 4 | a key is looked at by every query: its gradient comes from a column of the scores
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


# %% wrong | weights_not_turned | points 4 | a value goes into every output: its gradient comes from a column of the weights
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


# %% wrong | keys_only | points 2 | the gradients of queries and keys run through each other: query uses key, key uses query
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


# %% enemy | one_step | points 0 | finite differences with a step so large that one call is enough
def block_gradients(x, m_query, m_key, m_value, output_gradient):
    def loss(*matrices):
        query, key, value = (x @ m.T for m in matrices)
        return (softmax(query @ key.T) @ value * output_gradient).sum()

    whole = loss(m_query, m_key, m_value)
    return [np.full_like(m_query, whole / m_query.size)] * 3
