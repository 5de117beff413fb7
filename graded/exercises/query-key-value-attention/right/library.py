from torch.nn.functional import scaled_dot_product_attention


def my_attention(query, key, value):
    output = scaled_dot_product_attention(query, key, value)
    ones = torch.eye(key.shape[-2]).expand(*key.shape[:-1], -1)
    return output, scaled_dot_product_attention(query, key, ones)
