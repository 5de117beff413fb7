def rotate_head(attention, head, rotation):
    """One large matrix that turns this head and leaves all else alone."""
    D, K = attention.d_model, len(rotation)
    turn = torch.eye(3 * D, dtype=rotation.dtype)
    for start in (head * K, D + head * K):
        turn[start : start + K, start : start + K] = rotation
    state = attention.state_dict()
    for name in ("w_query_key_value.weight", "w_query_key_value.bias"):
        if name in state:
            state[name] = turn.T @ state[name]
    result = MultiHeadAttention(
        D, attention.num_heads, bias="w_output.bias" in state
    ).to(rotation)
    result.load_state_dict(state)
    return result
