def matrices(query, key, value):
    weights = (query @ key.T / query.shape[1] ** 0.5).softmax(1)
    return weights @ value, weights


def my_attention(query, key, value):
    function = matrices
    for _ in range(query.ndim - 2):
        function = torch.vmap(function)
    return function(query, key, value)
