# %% guessing | points 0 | this is the loss of guessing; an untrained network is not that even: build it and measure
def first_loss(vocabulary, d_model, tie_weights):
    return math.log(vocabulary)


# %% tied_or_not_is_the_same | points 2 | tied tables make a difference; hand tie_weights on to the network
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
                tie_weights=False,
            )
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = model(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()


# %% always_tied | points 2 | the tables are always tied; hand tie_weights on to the network
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
                tie_weights=True,
            )
            src = torch.randint(1, vocabulary, (20, 10))
            tgt = torch.randint(1, vocabulary, (20, 11))
            logits = model(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()


# %% not_shifted | points 2 | the labels are the decoder input; the loss is that of the next token
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
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, :-1]))
    return torch.stack(losses).mean().item()


# %% softmax_twice | points 0 | softmax was taken before the loss, which has it inside
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
            losses.append(
                nn.functional.cross_entropy(
                    logits.softmax(dim=-1).mT, tgt[:, 1:]
                )
            )
    return torch.stack(losses).mean().item()


# %% sum | points 0 | the losses of the tokens were added; take their mean
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
            losses.append(
                nn.functional.cross_entropy(logits.mT, tgt[:, 1:]).mul(200)
            )
    return torch.stack(losses).mean().item()


# %% perplexity | points 0 | this is the perplexity; its logarithm, the loss, is asked for
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
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().exp().item()


# %% one_and_the_same_token | points 0 | the tokens are all the same; draw them at random
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
            tgt = torch.full((20, 11), vocabulary // 2)
            logits = model(src, tgt[:, :-1])
            losses.append(nn.functional.cross_entropy(logits.mT, tgt[:, 1:]))
    return torch.stack(losses).mean().item()
