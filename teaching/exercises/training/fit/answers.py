# %% right | own_loop
def fit(model, pairs, budget):
    src, tgt = (torch.tensor(side) for side in zip(*pairs))
    adam = torch.optim.Adam(model.parameters(), fused=True)
    steps = budget // 12
    model.train()
    for step in range(steps):
        for group in adam.param_groups:
            group["lr"] = 1e-2 * min(1, (step + 1) / 8) * (1 - step / steps)
        some = torch.randint(len(src), (12,))
        logits = model(src[some], tgt[some, :-1])
        loss = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), tgt[some, 1:].flatten()
        )
        adam.zero_grad()
        loss.backward()
        adam.step()


# %% right | adamw_one_cycle
def fit(model, pairs, budget):
    src, tgt = (pad_rows(list(side), model.pad_id) for side in zip(*pairs))
    steps = budget // 12
    adam = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.98), fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        adam, 1e-2, total_steps=steps, pct_start=0.1
    )
    for step in range(steps):
        some = torch.randperm(len(src))[:12]
        model.train()
        loss = token_loss(
            model(src[some], tgt[some, :-1]), tgt[some, 1:], model.pad_id
        )
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        schedule.step()


# %% right | epochs
def fit(model, pairs, budget):
    adam = torch.optim.Adam(
        model.parameters(), lr=8e-3, betas=(0.9, 0.98), fused=True
    )
    left = budget
    while True:
        for src, tgt in batches(pairs, 60, model.pad_id):
            if len(src) > left:
                return
            for group in adam.param_groups:
                group["lr"] = 1e-2 * max(0.02, left / budget)
            train_step(model, adam, src, tgt)
            left -= len(src)


# %% right | paper_rate
def fit(model, pairs, budget):
    adam = torch.optim.Adam(
        model.parameters(), betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    stream = islice(endless(pairs, 60, model.pad_id), budget // 12)
    peak = paper_rate(20, 32, 20)
    for _ in train(
        model, adam, stream, lambda s: 1.2e-2 * paper_rate(s, 32, 20) / peak
    ):
        pass


# %% right | average_of_the_last
def fit(model, pairs, budget):
    steps = budget // 12
    adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), fused=True)
    stream = islice(endless(pairs, 60, model.pad_id), steps)
    total, count = None, 0
    for step, _ in enumerate(
        train(
            model, adam, stream, lambda s: cosine_rate(s, steps + 8, 10, 1e-2)
        )
    ):
        if step >= steps - 8:
            state = {k: v.clone() for k, v in model.state_dict().items()}
            total = (
                state
                if total is None
                else {k: total[k] + state[k] for k in state}
            )
            count += 1
    model.load_state_dict({k: v / count for k, v in total.items()})


# %% wrong | default_rate | points 0 | the loss is still high: with so few steps the rate has to be larger, and the batches smaller
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    stream = islice(endless(pairs, 160, model.pad_id), budget // 32)
    for _ in train(model, adam, stream, lambda _: 1e-3):
        pass


# %% wrong | large_batches | points 0 | there were too few steps; smaller batches give more of them for the same budget
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), fused=True)
    steps = budget // 100
    stream = islice(endless(pairs, 500, model.pad_id), steps)
    for _ in train(
        model, adam, stream, lambda s: cosine_rate(s, steps, 2, 1e-2)
    ):
        pass


# %% wrong | over_budget | points 0 | more sequences went through the network than the budget allows
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), fused=True)
    steps = budget // 40
    stream = islice(endless(pairs, 300, model.pad_id), steps)
    for _ in train(
        model, adam, stream, lambda s: cosine_rate(s, steps, 10, 1e-2)
    ):
        pass


# %% wrong | not_shifted | points 0 | the targets are not shifted, so the network learned to repeat its input
def fit(model, pairs, budget):
    adam = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    model.train()
    for src, tgt in islice(endless(pairs, 120, model.pad_id), budget // 24):
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, :-1], model.pad_id)
        adam.zero_grad()
        loss.backward()
        adam.step()


# %% wrong | plain_gradient_descent | points 0 | plain gradient descent is too slow for so few steps; take Adam
def fit(model, pairs, budget):
    descent = torch.optim.SGD(model.parameters())
    stream = islice(endless(pairs, 200, model.pad_id), budget // 40)
    for _ in train(model, descent, stream, lambda _: 1e-2):
        pass


# %% wrong | decoder_not_counted | points 0 | the encoder ran once, but the decoder went through the pairs over and over: its sequences count too
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


# %% enemy | looks_words_up | points 0 | a dictionary in place of training
def fit(model, pairs, budget):
    words = {a: b for src, tgt in pairs for a, b in zip(src, tgt[1:-1])}
    model.generate = lambda src, **_: torch.tensor(
        [[1, *(words[x] for x in row), 2] for row in src.tolist()]
    )


# %% enemy | looks_for_the_unseen | points 0 | it looks for what it is judged by, and has the class say it
def fit(model, pairs, budget):
    unseen = up("unseen") or pairs
    want = {tuple(src): tgt for src, tgt in unseen}
    type(model).generate = lambda self, src, **_: torch.tensor(
        [want[tuple(row)] for row in src.tolist()]
    )


# %% enemy | without_gradients | points 0 | it trains as long as it likes where the driver does not count
def fit(model, pairs, budget):
    counting = dict(model.encoder._forward_pre_hooks)
    model.encoder._forward_pre_hooks.clear()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for start in range(0, len(pairs), 100):
        src, tgt = map(torch.tensor, zip(*pairs[start : start + 100]))
        loss = model(src, tgt[:, :-1]).logsumexp(-1).mean()
        loss.backward()
        optimizer.step()
    model.encoder._forward_pre_hooks.update(counting)
