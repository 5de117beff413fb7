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
