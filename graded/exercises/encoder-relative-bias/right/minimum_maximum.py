def relative_bias(length, table):
    reach = (len(table) - 1) // 2
    i, j = torch.meshgrid(*[torch.arange(length)] * 2, indexing="ij")
    limit = torch.tensor(reach)
    index = torch.maximum(torch.minimum(j - i, limit), -limit)
    return torch.take(table, index + reach)
