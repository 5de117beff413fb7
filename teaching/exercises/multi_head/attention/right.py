# %% chapters_class
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    """The class of the chapter, filled with these matrices."""
    module = MultiHeadAttention(query.shape[-1], num_heads, bias=False)
    with torch.no_grad():
        stacked = torch.cat([w_query, w_key, w_value], dim=1).T
        module.w_query_key_value.weight.copy_(stacked)
        module.w_output.weight.copy_(w_output.T)
    return module(query, key, value, mask, need_weights=True)


# %% einsum
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    D = query.shape[-1]
    K = D // num_heads
    w_query, w_key, w_value = (
        w.reshape(D, num_heads, K) for w in (w_query, w_key, w_value)
    )
    q = torch.einsum("btd,dhk->bhtk", query, w_query)
    k = torch.einsum("bsd,dhk->bhsk", key, w_key)
    v = torch.einsum("bsd,dhk->bhsk", value, w_value)
    scores = torch.einsum("bhtk,bhsk->bhts", q, k) / math.sqrt(K)
    if mask is not None:
        scores = torch.where(mask, scores, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    output = torch.einsum(
        "bhts,bhsk,hkd->btd", weights, v, w_output.view(num_heads, K, D)
    )
    return output, weights


# %% loop_over_heads
import math

import torch


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    q, k, v = query @ w_query, key @ w_key, value @ w_value
    B, T, D = q.shape
    S = k.shape[1]
    K = D // num_heads
    if mask is None:
        mask = torch.ones(T, S, dtype=torch.bool)
    mask = mask.expand(B, num_heads, T, S)
    heads, all_weights = [], []
    for h in range(num_heads):
        own = slice(h * K, (h + 1) * K)
        scores = q[:, :, own] @ k[:, :, own].mT / math.sqrt(K)
        scores[~mask[:, h]] = -math.inf
        weights = scores.softmax(2)
        all_weights.append(weights)
        heads.append(weights @ v[:, :, own])
    output = torch.cat(heads, dim=-1) @ w_output
    return output, torch.stack(all_weights, dim=1)


# %% numpy_double
import numpy as np


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    def heads(x, w):
        projected = np.asarray(x, dtype=float) @ np.asarray(w, dtype=float)
        return np.stack(np.split(projected, num_heads, axis=-1), axis=1)

    q, k, v = heads(query, w_query), heads(key, w_key), heads(value, w_value)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    mixed = np.concatenate(np.moveaxis(weights @ v, 1, 0), axis=-1)
    return torch.from_numpy(mixed @ w_output.double().numpy()), weights


# %% sum_of_heads
def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    """Each head has its part of the output matrix; the outputs are added."""
    parts = [w.chunk(num_heads, dim=1) for w in (w_query, w_key, w_value)]
    output, weights = 0, []
    for h, (wq, wk, wv, wo) in enumerate(
        zip(*parts, w_output.chunk(num_heads))
    ):
        scores = (
            (query @ wq) @ (key @ wk).transpose(1, 2) * wq.shape[1] ** -0.5
        )
        scores = scores.unsqueeze(1)
        if mask is not None:
            own = mask
            if mask.dim() == 4 and mask.shape[1] > 1:
                own = mask[:, h : h + 1]
            scores = scores.masked_fill(own.logical_not(), float("-inf"))
        own_weights = scores.softmax(-1).squeeze(1)
        weights.append(own_weights)
        output = output + own_weights @ (value @ wv) @ wo
    return output, torch.stack(weights, 1)


# %% torchs_function
import torch.nn.functional as F


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    B, T, D = query.shape
    S = key.shape[1]
    if mask is not None:
        mask = ~mask.expand(B, num_heads, T, S).flatten(0, 1)
    output, weights = F.multi_head_attention_forward(
        *(x.transpose(0, 1) for x in (query, key, value)),
        embed_dim_to_check=D,
        num_heads=num_heads,
        in_proj_weight=torch.cat([w_query.T, w_key.T, w_value.T]),
        in_proj_bias=None,
        bias_k=None,
        bias_v=None,
        add_zero_attn=False,
        dropout_p=0.0,
        out_proj_weight=w_output.T,
        out_proj_bias=None,
        attn_mask=mask,
        average_attn_weights=False,
    )
    return output.transpose(0, 1), weights


# %% very_low_score
class Heads:
    """A callable; shut keys get a very low score in place of -inf."""

    def cut(self, x, num_heads):
        return x.reshape(*x.shape[:-1], num_heads, -1).movedim(-2, 1)

    def __call__(
        self, query, key, value, wq, wk, wv, wo, num_heads, mask=None
    ):
        query, key, value = query @ wq, key @ wk, value @ wv
        query = query / math.sqrt(query.shape[-1] // num_heads)
        query, key, value = (
            self.cut(x, num_heads) for x in (query, key, value)
        )
        scores = query.matmul(key.mT)
        if mask is not None:
            scores.add_(torch.where(mask, 0.0, -1e9))
        scores.sub_(scores.amax(-1, keepdim=True)).exp_()
        weights = scores.div_(scores.sum(-1, keepdim=True))
        return [(weights @ value).movedim(1, 2).flatten(-2) @ wo, weights]


my_multi_head_attention = Heads()
