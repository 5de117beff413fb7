def split_heads(x, num_heads):
    """With `split`, which the chapter has defined."""
    try:
        return split(x, num_heads)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
