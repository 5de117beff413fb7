# %% keys_as_values | points 2 | the values are made of `key`; the third argument is `value`, and it need not be the same
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, key @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% keys_ask_queries | points 0 | queries and keys are exchanged in the product: a row of scores belongs to a query, `query @ key` with the keys transposed
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = key @ query.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% mask_added | points 3 | the boolean mask was added to the scores, as 0 and 1; where it is False, the score must become -inf
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + mask
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% mask_after_softmax | points 3 | masked after the softmax, the weights of a query no longer add up to 1: mask the scores, before it
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% mask_ignored | points 3 | the mask has been left out
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% mask_the_wrong_way | points 3 | the mask is the wrong way round: True means may attend
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% masked_scores_zero | points 3 | a score of 0 still has a weight, since e^0 = 1: masked scores become -inf
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores * mask
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% matrices_from_the_left | points 0 | the matrices were transposed, as in nn.Linear; here they stand to the right of the row vectors, `query @ w_query`
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    linear = torch.nn.functional.linear
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (
            linear(query, w_query),
            linear(key, w_key),
            linear(value, w_value),
        )
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ value).transpose(1, 2).flatten(2)
    return linear(mixed, w_output), weights


# %% merged_without_transpose | points 2 | the heads are merged without the transpose: tokens go back in front of the heads first
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    B, T, D = query.shape
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).reshape(B, T, D) @ w_output, weights


# %% no_output_matrix | points 2 | the output matrix is missing: the heads side by side go through w_output
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2), weights


# %% no_scale | points 0 | the scores are not divided by the root of K, the width of one head
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% no_softmax | points 0 | these are scores, not weights: the softmax is missing
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    weights = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        weights = weights.masked_fill(~mask, 0)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% one_head | points 0 | this is one head of width D: split queries, keys and values into num_heads heads before the scores
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = query @ w_query, key @ w_key, value @ w_value
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value @ w_output, weights


# %% only_the_output | points 0 | this is the output alone; return two values, the output and the weights
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output


# %% scale_of_d | points 0 | the scores are divided by the root of D; divide by the root of one head's width K
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    D = query.shape[-1]
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / D**0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% softmax_over_queries | points 0 | the weights of a query, the last dimension, must add up to 1: softmax over the keys, not over the queries
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-2)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% split_without_transpose | points 0 | the transpose is missing in the split: the heads stand in front of the tokens, (B, H, T, K)
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1))
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).flatten(2) @ w_output, weights


# %% view_tears | points 0 | view(B, H, T, K) in the split tears the tokens apart: cut the last dimension into (H, K), then exchange two dimensions
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    B, T, D = query.shape
    query, key, value = (
        projected.view(B, num_heads, -1, D // num_heads)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights


# %% weights_averaged | points 0 | the weights are averaged over the heads; return those of each head, (B, H, T, S)
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    output = (weights @ value).transpose(1, 2).flatten(2) @ w_output
    return output, weights.mean(1)


# %% weights_first | points 0 | the weights come first here; return the output first, then the weights
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return weights, (weights @ value).transpose(1, 2).flatten(2) @ w_output
