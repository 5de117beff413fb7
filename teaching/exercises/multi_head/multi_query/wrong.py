# %% keys_mixed | points 0 | the keys are mixed; what a head mixes are the values, x @ w_value
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key = (x @ w_key).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ key
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% merged_without_transpose | points 0 | the heads are merged without the transpose: tokens go back in front of the heads first
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.reshape(x.shape) @ w_output


# %% no_output_matrix | points 0 | the output matrix is missing: the heads side by side go through w_output
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2)


# %% no_scale | points 0 | divide the scores by the square root of K
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    mixed = (query @ key.transpose(-2, -1)).softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% one_query_too | points 0 | all heads ask the same here, the queries of head 0; only keys and values are shared
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    K = w_key.shape[1]
    mixed, _ = attention(x @ w_query[:, :K], x @ w_key, x @ w_value)
    return mixed.repeat(1, 1, num_heads) @ w_output


# %% scale_of_d | points 0 | the scores are divided by the root of D; the width of a head is K, as for all heads
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / x.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% sentences_meet_heads | points 0 | the keys of sentence 0 met head 0 of all sentences: keys and values need a dimension of size 1 where the heads stand
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = x @ w_key, x @ w_value
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% softmax_over_queries | points 0 | the weights of a query must add up to 1: softmax over the keys, the last dimension
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-2) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% view_tears | points 0 | view(B, H, T, K) tears the queries apart: cut the last dimension into (H, K), then exchange two dimensions
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    B, T, D = x.shape
    query = (x @ w_query).view(B, num_heads, T, D // num_heads)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output
