# %% right | copied_matrices
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    """Ordinary heads that happen to have equal matrices."""
    q = split(x @ w_query, num_heads)
    k = split(x @ w_key.repeat(1, num_heads), num_heads)
    v = split(x @ w_value.repeat(1, num_heads), num_heads)
    return merge(attention(q, k, v)[0]) @ w_output


# %% right | einsum
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    B, T, D = x.shape
    q = torch.einsum("btd,dhk->bhtk", x, w_query.view(D, num_heads, -1))
    k, v = x @ w_key, x @ w_value
    scores = torch.einsum("bhtk,bsk->bhts", q, k) / math.sqrt(k.shape[-1])
    mixed = torch.einsum("bhts,bsk->bthk", scores.softmax(-1), v)
    return mixed.flatten(2) @ w_output


# %% right | fused
from torch.nn.functional import scaled_dot_product_attention


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key = (x @ w_key).unsqueeze(1).expand_as(query)
    value = (x @ w_value).unsqueeze(1).expand_as(query)
    mixed = scaled_dot_product_attention(query, key, value)
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% right | heads_as_more_queries
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    """No dimension for the heads: to shared keys they are just more queries."""
    B, T, D = x.shape
    K = D // num_heads
    query = (x @ w_query).reshape(B, T * num_heads, K)
    mixed, _ = attention(query, x @ w_key, x @ w_value)
    return mixed.reshape(B, T, D) @ w_output


# %% right | loop_over_heads
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    key, value = x @ w_key, x @ w_value
    heads = []
    for matrix in w_query.chunk(num_heads, dim=1):
        scores = x @ matrix @ key.mT * key.shape[-1] ** -0.5
        heads.append(torch.softmax(scores, -1) @ value)
    return torch.cat(heads, -1) @ w_output


# %% right | numpy_loops
import numpy as np


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    x, wq, wk, wv, wo = (
        np.asarray(a, dtype=np.float64)
        for a in (x, w_query, w_key, w_value, w_output)
    )
    K = wk.shape[1]
    result = np.zeros(x.shape)
    for b, sentence in enumerate(x):
        k, v = sentence @ wk, sentence @ wv
        for h in range(num_heads):
            own = slice(h * K, (h + 1) * K)
            scores = sentence @ wq[:, own] @ k.T / np.sqrt(K)
            weights = np.exp(scores - scores.max(axis=1, keepdims=True))
            weights /= weights.sum(axis=1, keepdims=True)
            result[b] += weights @ v @ wo[own]
    return torch.tensor(result)


# %% right | vmap_over_sentences
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    def one(sentence):
        query = (sentence @ w_query).unflatten(-1, (num_heads, -1))
        key, value = sentence @ w_key, sentence @ w_value
        scores = query.transpose(0, 1) @ key.T / math.sqrt(len(key.T))
        mixed = scores.softmax(-1) @ value
        return mixed.transpose(0, 1).flatten(1) @ w_output

    return torch.func.vmap(one)(x)


# %% right | by_keyword
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    def head(q, *, keys, values):
        scores = torch.bmm(q, keys.transpose(dim0=1, dim1=2))
        scores = torch.div(scores, math.sqrt(keys.size(dim=2)))
        return torch.bmm(torch.softmax(input=scores, dim=-1), values)

    keys, values = torch.matmul(x, w_key), torch.matmul(x, w_value)
    heads = torch.chunk(torch.matmul(x, w_query), chunks=num_heads, dim=-1)
    done = [head(q, keys=keys, values=values) for q in heads]
    return torch.cat(tensors=done, dim=-1).matmul(w_output)


# %% right | a_module
class MultiQuery(nn.Module):
    def forward(self, x, heads, wq, wk, wv, wo):
        B, T, _ = x.size()
        q = (x @ wq).view(B, T, heads, -1)
        k, v = x @ wk, x @ wv
        s = torch.einsum("bthk,bsk->bhts", q, k) * k.size(-1) ** -0.5
        y = torch.einsum("bhts,bsk->bthk", s.softmax(-1), v).contiguous()
        return y.view(B, T, -1) @ wo


layer = MultiQuery()


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    return layer(x, num_heads, w_query, w_key, w_value, wo=w_output)


# %% wrong | keys_mixed | points 0 | the keys are mixed; what a head mixes are the values, x @ w_value
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key = (x @ w_key).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ key
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% wrong | merged_without_transpose | points 0 | the heads are merged without the transpose: tokens go back in front of the heads first
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.reshape(x.shape) @ w_output


# %% wrong | no_scale | points 0 | divide the scores by the square root of K
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    mixed = (query @ key.transpose(-2, -1)).softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% wrong | scale_of_d | points 0 | the scores are divided by the root of D; the width of a head is K, as for all heads
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / x.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% wrong | sentences_meet_heads | points 0 | the keys of sentence 0 met head 0 of all sentences: keys and values need a dimension of size 1 where the heads stand
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = x @ w_key, x @ w_value
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% wrong | softmax_over_queries | points 0 | the weights of a query must add up to 1: softmax over the keys, the last dimension
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-2) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% wrong | view_tears | points 0 | view(B, H, T, K) tears the queries apart: cut the last dimension into (H, K), then exchange two dimensions
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    B, T, D = x.shape
    query = (x @ w_query).view(B, num_heads, T, D // num_heads)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output


# %% enemy | one_head | points 0 | PyTorch's own attention with one head as wide as all
def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    key = (x @ w_key).repeat(1, 1, num_heads)
    value = (x @ w_value).repeat(1, 1, num_heads)
    query = x @ w_query
    mixed = nn.functional.scaled_dot_product_attention(query, key, value)
    return mixed @ w_output
