def split_heads(x, num_heads):
    class NotDivisible(ValueError):
        pass

    if x.shape[-1] % num_heads:
        raise NotDivisible(num_heads)

    def one(sentence):
        return sentence.unflatten(-1, (num_heads, -1)).transpose(0, 1)

    return torch.vmap(one)(x)
