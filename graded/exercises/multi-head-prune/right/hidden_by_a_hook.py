def output_without_head(attention, x, head):
    K = attention.d_model // attention.num_heads

    def switch_off(module, arguments):
        (heads,) = arguments
        heads = heads.clone()
        heads[..., head * K : (head + 1) * K] = 0
        return (heads,)

    hook = attention.w_output.register_forward_pre_hook(switch_off)
    try:
        return attention(x, x, x)[0]
    finally:
        hook.remove()
