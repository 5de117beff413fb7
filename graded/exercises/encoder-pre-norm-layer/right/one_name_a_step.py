def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    normed = norm_1(x)
    attended = attention(normed)
    between = torch.add(x, attended)
    normed = norm_2(between)
    forwarded = feed_forward(normed)
    return torch.add(between, forwarded)
