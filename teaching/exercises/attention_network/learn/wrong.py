# %% untrained | points 0 | every person gets the same letter: these matrices are as good as at the start; train longer, or with larger steps
def learn(x, target):
    torch.manual_seed(0)
    block = AttentionBlock(12, 4)
    return [layer.weight.detach() for layer in block.children()]


# %% shifted_target | points 0 | the targets were shifted by one person: target[room, i] is the letter for person i
def learn(x, target):
    torch.manual_seed(0)
    block = AttentionBlock(12, 4)
    optimizer = torch.optim.Adam(block.parameters(), lr=0.05, fused=True)
    for _ in range(60):
        chosen = torch.randint(len(x), (32,))
        logits, _ = block(x[chosen])
        loss = nn.functional.cross_entropy(
            logits.flatten(0, 1), target[chosen].roll(1, dims=1).flatten()
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [layer.weight.detach() for layer in block.children()]


# %% order_of_matrices | points 0 | the order is query, key, value
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.05, fused=True)
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


# %% letters_from_one | points 0 | every letter is off by one: they are numbered from 0 to 3, as in the target
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.05, fused=True)
        for _ in range(250):
            chosen = torch.randint(len(x), (32,))
            logits, _ = block(x[chosen])
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), ((target[chosen] + 1) % 4).flatten()
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        said = block(x)[0].argmax(dim=2)
        if (said == (target + 1) % 4).float().mean() > 0.995:
            break
    return [layer.weight.detach() for layer in block.children()]


# %% turned_round | points 0 | the matrices are turned round: rows belong to queries, columns to embeddings, so (4, 12)
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.05, fused=True)
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
    return [layer.weight.detach().T for layer in block.children()]


# %% whole_block | points 0 | that is the block; return its three matrices
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.05, fused=True)
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
    return block
