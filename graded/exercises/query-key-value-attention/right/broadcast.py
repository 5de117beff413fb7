def my_attention(query, key, value):
    scores = (query[..., :, None, :] * key[..., None, :, :]).sum(-1)
    scores /= torch.tensor(float(query.shape[-1])).sqrt_()
    weights = scores.log_softmax(-1).exp_()
    return (weights[..., None] * value[..., None, :, :]).sum(-2), weights
