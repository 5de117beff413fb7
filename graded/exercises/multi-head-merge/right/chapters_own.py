def merge_heads(x):
    return merge(x)
