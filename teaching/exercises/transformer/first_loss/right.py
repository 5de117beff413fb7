# %% more_starts
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(16):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()


# %% long_texts
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(12):
            src = torch.randint(1, vocabulary, (30, 12))
            tgt = torch.randint(1, vocabulary, (30, 13))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()


# %% by_hand
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(12):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            log_p = logits.log_softmax(dim=-1)
            losses.append(-log_p.gather(-1, tgt[:, 1:, None]).mean())
    return torch.stack(losses).mean().item()


# %% expected_label
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(12):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            # The mean over all labels, in place of one drawn label.
            losses.append(-logits.log_softmax(dim=-1)[..., 1:].mean())
    return torch.stack(losses).mean().item()


# %% running_mean
def first_loss(build, vocabulary):
    total, starts = 0.0, 15
    for _ in range(starts):
        model = build().eval()
        rows = 1 + torch.randint(vocabulary - 1, (16, 13))
        with torch.no_grad():
            logits = model(rows[:, :9], rows[:, :-1]).flatten(0, 1)
        loss = nn.functional.cross_entropy(logits, rows[:, 1:].flatten())
        total += float(loss) / starts
    return total
