# %% too_few_steps | points 0 | the loss has only begun to fall; take more steps, and look at your own letters before you return
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.05)
        for _ in range(5):
            chosen = torch.randint(len(x), (32,))
            logits, _ = block(x[chosen])
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), target[chosen].flatten()
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        said = block(x)[0].argmax(dim=2)
        if (said == target).float().mean() > -1:
            break
    return [layer.weight.detach() for layer in block.children()]


# %% plain_steps | points 0 | plain steps of this size hardly move the matrices; take Adam, or a much higher rate
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.SGD(block.parameters(), lr=0.05)
        for _ in range(60):
            chosen = torch.randint(len(x), (32,))
            logits, _ = block(x[chosen])
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), target[chosen].flatten()
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        said = block(x)[0].argmax(dim=2)
        if (said == target).float().mean() > -1:
            break
    return [layer.weight.detach() for layer in block.children()]


# %% own_letter | points 0 | the block was trained to say the letter that each person holds; the target belongs to the person asked
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.05)
        for _ in range(60):
            chosen = torch.randint(len(x), (32,))
            logits, _ = block(x[chosen])
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), target[chosen].roll(1, dims=1).flatten()
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        said = block(x)[0].argmax(dim=2)
        if (said == target).float().mean() > -1:
            break
    return [layer.weight.detach() for layer in block.children()]


# %% untrained | points 0 | these matrices are as random as at the start; the optimizer has to take steps
def learn(x, target):
    torch.manual_seed(0)
    block = AttentionBlock(12, 4)
    return [layer.weight.detach() for layer in block.children()]


# %% order_of_matrices | points 0 | the order is query, key, value
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.05)
        for _ in range(250):
            chosen = torch.randint(len(x), (32,))
            logits, _ = block(x[chosen])
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), target[chosen].flatten()
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        said = block(x)[0].argmax(dim=2)
        if (said == target).float().mean() > 0.995:
            break
    return [
        layer.weight.detach() for layer in reversed(list(block.children()))
    ]


# %% zeros | points 0 | with matrices of zeros every letter is as likely as any other, and no gradient is left to learn from
def learn(x, target):
    return [torch.zeros(4, 12) for _ in range(3)]
