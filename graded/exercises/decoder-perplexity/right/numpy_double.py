import numpy as np


def perplexity(logits, target, pad_id):
    scores = logits.detach().numpy().astype(np.float64)
    ids = target.numpy()
    scores = scores - scores.max(-1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    chosen = np.take_along_axis(log_p, ids[..., None], -1)[..., 0]
    return np.exp(-chosen[ids != pad_id].mean())
