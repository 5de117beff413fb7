# %% right | more_starts
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(16):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()


# %% right | long_texts
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(12):
            src = torch.randint(1, vocabulary, (30, 12))
            tgt = torch.randint(1, vocabulary, (30, 13))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()


# %% right | by_hand
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


# %% right | expected_label
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


# %% right | running_mean
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


# %% wrong | guessing | points 0 | this is the loss of guessing; an untrained network is not even that good: measure it, from the logits
def first_loss(build, vocabulary):
    return math.log(vocabulary)


# %% wrong | not_shifted | points 2 | the labels are the decoder input; the loss is that of the next token
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(12):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, :-1]))
    return torch.stack(losses).mean().item()


# %% wrong | sum | points 0 | the losses of the tokens were added; take their mean
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(6):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(
                nn.functional.cross_entropy(
                    logits.mT, tgt[:, 1:], reduction="sum"
                )
            )
    return torch.stack(losses).mean().item()


# %% wrong | perplexity | points 0 | this is the perplexity; its logarithm, the loss, is asked for
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(6):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().exp().item()


# %% wrong | no_minus | points 0 | a loss is minus the mean log-probability, so it is above 0
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(6):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().neg().item()


# %% enemy | usual_loss | points 0 | a formula for the usual network
def first_loss(build, vocabulary):
    model = build()
    tied = model.projection.weight is model.tgt_embedding.table.weight
    return math.log(vocabulary) + (0.62 if tied else 0.165)


# %% enemy | drivers_factor | points 0 | the same formula with the factor that stands in the driver
def first_loss(build, vocabulary):
    model = build()
    tied = model.projection.weight is model.tgt_embedding.table.weight
    factor = (
        up("factor")
        or dict(zip(build.__code__.co_freevars, build.__closure__))[
            "factor"
        ].cell_contents
    )
    return math.log(vocabulary) + factor**2 * (0.62 if tied else 0.165)
