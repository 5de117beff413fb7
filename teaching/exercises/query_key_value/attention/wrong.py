# %% all_axes_turned | points 3 | `.T` turns round all axes; turn only the last two, with `.mT` or `.transpose(-2, -1)`
def my_attention(query, key, value):
    weights = (query @ key.T / query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights


# %% axis_counted_from_the_front | points 3 | the softmax runs over axis 1, which is that of the keys for matrices only; count from the end, `dim=-1`
def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=1)
    return weights @ value, weights


# %% mixed_keys | points 2 | you mixed the keys; mix the values
def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ key, weights


# %% multiplied | points 0 | you multiplied by the square root of d_k; divide by it
def my_attention(query, key, value):
    weights = (query @ key.mT * query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights


# %% no_softmax | points 0 | these are the scores; the softmax is missing
def my_attention(query, key, value):
    weights = query @ key.mT / query.shape[-1] ** 0.5
    return weights @ value, weights


# %% no_square_root | points 0 | you divided by d_k; divide by its square root
def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1]).softmax(dim=-1)
    return weights @ value, weights


# %% not_scaled | points 0 | the divisor is missing; divide by sqrt(d_k)
def my_attention(query, key, value):
    weights = (query @ key.mT).softmax(dim=-1)
    return weights @ value, weights


# %% output_only | points 0 | return two things, the output and the weights
def my_attention(query, key, value):
    return (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-1) @ value


# %% over_queries | points 0 | the softmax runs over the queries; run it over the keys
def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-2)
    return weights @ value, weights


# %% reshaped | points 0 | `view` and `reshape` do not transpose; they cut the keys up anew
def my_attention(query, key, value):
    turned = key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])
    weights = (query @ turned / query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights


# %% scaled_after | points 0 | scale before the softmax, not after it
def my_attention(query, key, value):
    weights = (query @ key.mT).softmax(dim=-1) / query.shape[-1] ** 0.5
    return weights @ value, weights


# %% scaled_by_length | points 0 | you divided by the square root of the number of keys; divide by that of the width, `query.shape[-1]`
def my_attention(query, key, value):
    weights = (query @ key.mT / key.shape[-2] ** 0.5).softmax(dim=-1)
    return weights @ value, weights


# %% scaled_by_value | points 0 | you divided by the square root of the width of a value; take that of a query, `query.shape[-1]`
def my_attention(query, key, value):
    weights = (query @ key.mT / value.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights


# %% weights_first | points 0 | the order is (output, weights), not (weights, output)
def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights, weights @ value


# %% width_counted_from_the_front | points 3 | the divisor is taken from axis 1, which is the width for matrices only; count from the end, `query.shape[-1]`
def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights


# %% the_books | points 0 | the chapter's attention was called; write the three lines by yourself
def my_attention(query, key, value):
    return attention(query, key, value)


# %% the_library | points 0 | PyTorch's function was called; write the three lines by yourself
from torch.nn.functional import scaled_dot_product_attention


def my_attention(query, key, value):
    output = scaled_dot_product_attention(query, key, value)
    ones = torch.eye(key.shape[-2]).expand(*key.shape[:-1], -1)
    return output, scaled_dot_product_attention(query, key, ones)
