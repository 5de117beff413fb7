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
