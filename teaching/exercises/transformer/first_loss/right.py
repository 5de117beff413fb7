# %% more_starts
def first_loss(vocabulary, d_model, tie_weights):
    losses = []
    with torch.no_grad():
        for _ in range(16):
            model = Transformer(
                vocabulary,
                vocabulary,
                d_model=d_model,
                num_heads=2,
                num_layers=1,
                d_ff=2 * d_model,
                dropout=0.0,
                max_len=16,
                tie_weights=tie_weights,
            )
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = model(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()


# %% long_texts
def first_loss(vocabulary, d_model, tie_weights):
    losses = []
    with torch.no_grad():
        for _ in range(14):
            model = Transformer(
                vocabulary,
                vocabulary,
                d_model=d_model,
                num_heads=2,
                num_layers=1,
                d_ff=2 * d_model,
                dropout=0.0,
                max_len=16,
                tie_weights=tie_weights,
            )
            src = torch.randint(1, vocabulary, (30, 15))
            tgt = torch.randint(1, vocabulary, (30, 16))
            logits = model(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()


# %% by_hand
def first_loss(vocabulary, d_model, tie_weights):
    losses = []
    with torch.no_grad():
        for _ in range(12):
            model = Transformer(
                vocabulary,
                vocabulary,
                d_model=d_model,
                num_heads=2,
                num_layers=1,
                d_ff=2 * d_model,
                dropout=0.0,
                max_len=16,
                tie_weights=tie_weights,
            )
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = model(src, tgt[:, :-1])
            log_p = logits.log_softmax(dim=-1)
            losses.append(-log_p.gather(-1, tgt[:, 1:, None]).mean())
    return torch.stack(losses).mean().item()


# %% expected_label
def first_loss(vocabulary, d_model, tie_weights):
    losses = []
    with torch.no_grad():
        for _ in range(12):
            model = Transformer(
                vocabulary,
                vocabulary,
                d_model=d_model,
                num_heads=2,
                num_layers=1,
                d_ff=2 * d_model,
                dropout=0.0,
                max_len=16,
                tie_weights=tie_weights,
            )
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = model(src, tgt[:, :-1])
            # The mean over all labels, in place of one drawn label.
            log_p = logits.log_softmax(dim=-1)[..., 1:]
            losses.append(-log_p.mean())
    return torch.stack(losses).mean().item()


# %% running_mean
def first_loss(vocabulary, d_model, tie_weights):
    total, starts = 0.0, 15
    for start in range(starts):
        model = Transformer(
            vocabulary,
            vocabulary,
            d_model,
            2,
            1,
            2 * d_model,
            dropout=0.0,
            tie_weights=tie_weights,
            max_len=20,
        ).eval()
        rows = 1 + torch.randint(vocabulary - 1, (16, 13))
        with torch.no_grad():
            logits = model(rows[:, :9], rows[:, :-1]).flatten(0, 1)
        loss = nn.functional.cross_entropy(logits, rows[:, 1:].flatten())
        total += float(loss) / starts
    return total
