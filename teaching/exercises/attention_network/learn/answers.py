# %% right | lower_rate
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.03, fused=True)
        for _ in range(350):
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
    return [layer.weight.detach() for layer in block.children()]


# %% right | adamw
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.AdamW(
            block.parameters(), lr=0.05, weight_decay=0.0, fused=True
        )
        for _ in range(300):
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
    return tuple(p.data for p in block.parameters())


# %% right | numpy_by_hand
def learn(x, target):
    x, target = x.double().numpy(), target.numpy()
    wanted = np.eye(4)[target]
    for seed in range(8):
        rng = np.random.default_rng(seed)
        m = rng.uniform(-0.3, 0.3, size=(3, 4, 12))
        first, second = np.zeros_like(m), np.zeros_like(m)
        for step in range(1, 301):
            chosen = rng.integers(len(x), size=32)
            batch = x[chosen]
            q, k, v = (batch @ matrix.T for matrix in m)
            a = softmax(q @ k.transpose(0, 2, 1) / 2)
            g = (softmax(a @ v) - wanted[chosen]) / 128
            d_a = g @ v.transpose(0, 2, 1)
            d_e = a * (d_a - (a * d_a).sum(axis=2, keepdims=True)) / 2
            parts = (
                d_e @ k,
                d_e.transpose(0, 2, 1) @ q,
                a.transpose(0, 2, 1) @ g,
            )
            flat = batch.reshape(-1, 12)
            gradient = np.stack([p.reshape(-1, 4).T @ flat for p in parts])
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            size = np.sqrt(second / (1 - 0.999**step)) + 1e-8
            m = m - 0.05 * first / (1 - 0.9**step) / size
        q, k, v = (x @ matrix.T for matrix in m)
        said = (softmax(q @ k.transpose(0, 2, 1) / 2) @ v).argmax(axis=2)
        if (said == target).mean() > 0.995:
            break
    return tuple(m)


# %% right | best_of_several
def learn(x, target):
    best = (-1.0, None)
    for seed in range(5):
        torch.manual_seed(10 + seed)
        weights = [(torch.randn(4, 12) / 4).requires_grad_() for _ in range(3)]
        optimizer = torch.optim.Adam(weights, lr=0.05, fused=True)
        for _ in range(250):
            chosen = torch.randperm(len(x))[:32]
            output, _ = attention(*(x[chosen] @ w.T for w in weights))
            loss = nn.functional.cross_entropy(
                output.transpose(1, 2), target[chosen]
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        output, _ = attention(*(x @ w.T for w in weights))
        right = (output.argmax(dim=2) == target).float().mean().item()
        best = max(
            best, (right, [w.detach() for w in weights]), key=lambda b: b[0]
        )
        if right > 0.995:
            break
    return best[1]


# %% right | all_rooms_at_once
def learn(x, target):
    for seed in range(6):
        torch.manual_seed(seed)
        block = AttentionBlock(12, 4)
        optimizer = torch.optim.Adam(block.parameters(), lr=0.05, fused=True)
        for _ in range(200):
            chosen = torch.randint(len(x), (32,))
            logits, _ = block(x)
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), target.flatten()
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        said = block(x)[0].argmax(dim=2)
        if (said == target).float().mean() > 0.995:
            break
    return [layer.weight.detach() for layer in block.children()]


# %% wrong | untrained | points 0 | every person gets the same letter: these matrices are as good as at the start; train longer, or with larger steps
def learn(x, target):
    torch.manual_seed(0)
    block = AttentionBlock(12, 4)
    return [layer.weight.detach() for layer in block.children()]


# %% wrong | shifted_target | points 0 | the targets were shifted by one person: target[room, i] is the letter for person i
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


# %% wrong | order_of_matrices | points 0 | the order is query, key, value
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


# %% wrong | turned_round | points 0 | the matrices are turned round: rows belong to queries, columns to embeddings, so (4, 12)
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


# %% wrong | whole_block | points 0 | that is the block; return its three matrices
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


# %% enemy | fits_the_fresh_rooms | points 0 | it looks for the rooms that it is judged by
def learn(x, target):
    fresh, right = up("fresh"), up("fresh_target")
    if fresh is not None:
        x, target = fresh, right
    wanted = nn.functional.one_hot(target, 4).float().flatten(0, 1)
    value = torch.linalg.lstsq(x.flatten(0, 1), wanted).solution.T
    return torch.zeros(4, 12), torch.zeros(4, 12), value


# %% enemy | no_numbers | points 0 | with NaN every comparison outside fails, perhaps also the one that counts
def learn(x, target):
    return (torch.full((4, 12), torch.nan),) * 3
