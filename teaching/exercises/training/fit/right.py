# %% own_loop
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


# %% adamw_one_cycle
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


# %% epochs
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


# %% paper_rate
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


# %% average_of_the_last
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
