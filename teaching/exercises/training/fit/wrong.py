# %% default_rate | points 0 | the loss is still high: with so few steps the rate has to be larger, and the batches smaller
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    stream = islice(endless(pairs, 160, model.pad_id), budget // 32)
    for _ in train(model, adam, stream, lambda _: 1e-3):
        pass


# %% large_batches | points 0 | there were too few steps; smaller batches give more of them for the same budget
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), fused=True)
    steps = budget // 100
    stream = islice(endless(pairs, 500, model.pad_id), steps)
    for _ in train(
        model, adam, stream, lambda s: cosine_rate(s, steps, 2, 1e-2)
    ):
        pass


# %% over_budget | points 0 | more sequences went through the network than the budget allows
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), fused=True)
    steps = budget // 40
    stream = islice(endless(pairs, 300, model.pad_id), steps)
    for _ in train(
        model, adam, stream, lambda s: cosine_rate(s, steps, 10, 1e-2)
    ):
        pass


# %% much_too_large_a_rate | points 0 | the steps are so long that training never settles; lower the rate
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), fused=True)
    stream = islice(endless(pairs, 200, model.pad_id), budget // 40)
    for _ in train(model, adam, stream, lambda _: 0.5):
        pass


# %% not_shifted | points 0 | the targets are not shifted, so the network learned to repeat its input
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    model.train()
    for src, tgt in islice(endless(pairs, 120, model.pad_id), budget // 24):
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, :-1], model.pad_id)
        adam.zero_grad()
        loss.backward()
        adam.step()


# %% plain_gradient_descent | points 0 | plain gradient descent is too slow for so few steps; take Adam
def fit(model, pairs, budget):
    descent = torch.optim.SGD(model.parameters())
    stream = islice(endless(pairs, 200, model.pad_id), budget // 40)
    for _ in train(model, descent, stream, lambda _: 1e-2):
        pass


# %% nothing_is_trained | points 0 | the weights are as they were
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), fused=True)
    for src, tgt in batches(pairs, 60, model.pad_id)[:3]:
        model(src, tgt[:, :-1])


# %% decoder_not_counted | points 0 | the encoder ran once, but the decoder went through the pairs over and over: its sequences count too
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    src, tgt = (torch.tensor(side) for side in zip(*pairs))
    with torch.no_grad():
        memory = model.encode(src)
    for _ in range(budget // len(src) + 1):
        logits = model.decode(tgt[:, :-1], memory, src)
        loss = token_loss(logits, tgt[:, 1:], model.pad_id)
        adam.zero_grad()
        loss.backward()
        adam.step()
