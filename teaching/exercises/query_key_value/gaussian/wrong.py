# %% brackets_missing | points 0 | you divided by 2 and multiplied by the squared width; brackets are missing in `/ 2 * width**2`
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / 2 * width**2).softmax(-1)
    return weights @ value, weights


# %% distance_not_squared | points 0 | square the distance
def gaussian_attention(query, key, value, width):
    distance = (query[:, None] - key[None]).norm(dim=-1)
    weights = (-distance / (2 * width**2)).softmax(-1)
    return weights @ value, weights


# %% dot_product | points 0 | these are the weights of the dot product; the score here is minus the squared distance over 2 h squared
def gaussian_attention(query, key, value, width):
    weights = (query @ key.T / (2 * width**2)).softmax(-1)
    return weights @ value, weights


# %% epsilon_added | points 3 | a small number in the divisor keeps nan away, but far from all keys all weights are 0; use softmax on the exponents
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    weights = weights / (weights.sum(-1, keepdim=True) + 1e-12)
    return weights @ value, weights


# %% exponential_twice | points 0 | softmax takes the exponential itself; hand it the exponents
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2)).softmax(-1)
    return weights @ value, weights


# %% mixed_keys | points 2 | you mixed the keys; mix the values
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width**2)).softmax(-1)
    return weights @ key, weights


# %% not_normalised | points 0 | these are similarities; divide each row by its sum
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    return weights @ value, weights


# %% over_queries | points 0 | the softmax runs over the queries; run it over the keys
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width**2)).softmax(0)
    return weights @ value, weights


# %% sign_turned | points 0 | the sign: near must weigh more than far
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (squared / (2 * width**2)).softmax(-1)
    return weights @ value, weights


# %% two_missing | points 0 | the 2 below the fraction line is missing
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / width**2).softmax(-1)
    return weights @ value, weights


# %% two_squared | points 0 | only the width is squared, not the 2 beside it
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width) ** 2).softmax(-1)
    return weights @ value, weights


# %% weights_first | points 0 | the order is (output, weights), not (weights, output)
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width**2)).softmax(-1)
    return weights, weights @ value


# %% width_not_squared | points 0 | square the width
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width)).softmax(-1)
    return weights @ value, weights


# %% zero_by_zero | points 3 | far from all keys you divide 0 by 0; use softmax on the exponents
def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    weights = weights / weights.sum(-1, keepdim=True)
    return weights @ value, weights
