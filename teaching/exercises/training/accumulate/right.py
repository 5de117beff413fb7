# %% sums
def accumulated_step(model, optimizer, parts):
    total = sum(int((tgt[:, 1:] != model.pad_id).sum()) for _, tgt in parts)
    if not total:
        raise ValueError("nothing counts")
    model.train()
    optimizer.zero_grad()
    losses = []
    for src, tgt in parts:
        logits = model(src, tgt[:, :-1])
        loss = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1),
            tgt[:, 1:].flatten(),
            ignore_index=model.pad_id,
            reduction="sum",
        )
        (loss / total).backward()
        losses.append(loss.item())
    optimizer.step()
    return sum(losses) / total


# %% divide_the_gradient
def accumulated_step(model, optimizer, parts):
    model.train()
    optimizer.zero_grad()
    total, count = 0.0, 0
    for src, tgt in parts:
        number = (tgt[:, 1:] != model.pad_id).sum().item()
        if number == 0:
            continue
        loss = number * token_loss(
            model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id
        )
        loss.backward()
        total, count = total + loss.item(), count + number
    if count == 0:
        raise ValueError("nothing counts")
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad /= count
    optimizer.step()
    return total / count


# %% by_hand
def accumulated_step(model, optimizer, parts):
    kept = [part for part in parts if (part[1][:, 1:] != model.pad_id).any()]
    if not kept:
        raise ValueError("nothing counts")
    total = sum((tgt[:, 1:] != model.pad_id).sum() for _, tgt in kept)
    model.train()
    model.zero_grad()
    mean = 0
    for src, tgt in kept:
        log_p = model(src, tgt[:, :-1]).log_softmax(-1)
        losses = -log_p.gather(-1, tgt[:, 1:, None])[..., 0]
        loss = losses[tgt[:, 1:] != model.pad_id].sum() / total
        loss.backward()
        mean = mean + loss.detach()
    optimizer.step()
    return float(mean)


# %% gradients_kept_apart
def accumulated_step(model, optimizer, parts):
    model.train()
    parameters = list(model.parameters())
    sums, total, count = [torch.zeros_like(p) for p in parameters], 0.0, 0
    for src, tgt in parts:
        number = int((tgt[:, 1:] != model.pad_id).sum())
        if not number:
            continue
        loss = (
            token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
            * number
        )
        for old, new in zip(sums, torch.autograd.grad(loss, parameters)):
            old += new
        total, count = total + loss.item(), count + number
    if not count:
        raise ValueError("nothing counts")
    for parameter, g in zip(parameters, sums):
        parameter.grad = g / count
    optimizer.step()
    return total / count


# %% one_sequence_at_a_time
def accumulated_step(model, optimizer, parts):
    pad = model.pad_id
    # As many sequences in one pass as a part has, but each weighted by itself.
    total = sum(tgt[:, 1:].ne(pad).sum().item() for _, tgt in parts)
    if total == 0:
        raise ValueError("nothing counts")
    model.train()
    optimizer.zero_grad()
    mean = 0.0
    for src, tgt in parts:
        logits = model(src, tgt[:, :-1])
        for row, target in zip(logits, tgt[:, 1:]):
            count = target.ne(pad).sum().item()
            if count:
                loss = token_loss(row, target, pad) * count / total
                loss.backward(retain_graph=True)
                mean += loss.item()
    optimizer.step()
    return mean
