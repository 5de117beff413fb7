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
