# %% guessing | points 0 | this is the loss of guessing; an untrained network is not even that good: measure it, from the logits
def first_loss(build, vocabulary):
    return math.log(vocabulary)


# %% not_shifted | points 2 | the labels are the decoder input; the loss is that of the next token
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(12):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, :-1]))
    return torch.stack(losses).mean().item()


# %% sum | points 0 | the losses of the tokens were added; take their mean
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


# %% perplexity | points 0 | this is the perplexity; its logarithm, the loss, is asked for
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(6):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().exp().item()


# %% base_two | points 0 | this is the loss in bits; the logarithm is the natural one
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(6):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item() / math.log(2)


# %% accuracy | points 0 | this is how often the network is right; its loss is asked for
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(6):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append((logits.argmax(dim=-1) == tgt[:, 1:]).float().mean())
    return torch.stack(losses).mean().item()


# %% no_minus | points 0 | a loss is minus the mean log-probability, so it is above 0
def first_loss(build, vocabulary):
    losses = []
    with torch.no_grad():
        for _ in range(6):
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = build()(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().neg().item()
