def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    parameter = torch.nn.Parameter(weights.clone())
    optimizer = torch.optim.AdamW(
        [parameter], lr=rate, betas=(beta_1, beta_2), weight_decay=decay
    )
    for g in derivatives:
        parameter.grad = g.clone()
        optimizer.step()
    return parameter.detach()
