# %% mean_of_means | points 0 | the mean of the parts' means was taken; a part with more tokens has to weigh more
def accumulated_step(model, optimizer, parts):
    parts = [p for p in parts if (p[1][:, 1:] != model.pad_id).any()]
    if not parts:
        raise ValueError("nothing counts")
    model.train()
    optimizer.zero_grad()
    mean = 0.0
    for src, tgt in parts:
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        (loss / len(parts)).backward()
        mean += loss.item() / len(parts)
    optimizer.step()
    return mean


# %% sum_of_means | points 0 | the parts' means were added up; each has to be weighted by its number of tokens
def accumulated_step(model, optimizer, parts):
    parts = [p for p in parts if (p[1][:, 1:] != model.pad_id).any()]
    if not parts:
        raise ValueError("nothing counts")
    model.train()
    optimizer.zero_grad()
    mean = 0.0
    for src, tgt in parts:
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        loss.backward()
        mean += loss.item()
    optimizer.step()
    return mean


# %% a_step_per_part | points 0 | a step was taken after each part; add up all gradients first and take one step
def accumulated_step(model, optimizer, parts):
    counts = [(tgt[:, 1:] != model.pad_id).sum() for _, tgt in parts]
    total = sum(counts)
    if total == 0:
        raise ValueError("nothing counts")
    model.train()
    mean = 0.0
    for (src, tgt), count in zip(parts, counts):
        if count == 0:
            continue
        optimizer.zero_grad()
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        (loss * count / total).backward()
        optimizer.step()
        mean += (loss * count / total).item()
    return mean


# %% old_gradient_kept | points 0 | the gradient of an earlier step was still there; clear it before the first part
def accumulated_step(model, optimizer, parts):
    counts = [(tgt[:, 1:] != model.pad_id).sum() for _, tgt in parts]
    total = sum(counts)
    if total == 0:
        raise ValueError("nothing counts")
    model.train()
    mean = 0.0
    for (src, tgt), count in zip(parts, counts):
        if count == 0:
            continue
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        (loss * count / total).backward()
        mean += (loss * count / total).item()
    optimizer.step()
    return mean


# %% cleared_at_each_part | points 0 | the gradient was cleared at each part, so only the last one counted; clear it once
def accumulated_step(model, optimizer, parts):
    counts = [(tgt[:, 1:] != model.pad_id).sum() for _, tgt in parts]
    total = sum(counts)
    if total == 0:
        raise ValueError("nothing counts")
    model.train()
    mean = 0.0
    for (src, tgt), count in zip(parts, counts):
        if count == 0:
            continue
        optimizer.zero_grad()
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        (loss * count / total).backward()
        mean += (loss * count / total).item()
    optimizer.step()
    return mean


# %% weighted_by_sequences | points 0 | the parts were weighted by their number of sequences; tokens count, not sequences
def accumulated_step(model, optimizer, parts):
    parts = [p for p in parts if (p[1][:, 1:] != model.pad_id).any()]
    if not parts:
        raise ValueError("nothing counts")
    total = sum(len(tgt) for _, tgt in parts)
    model.train()
    optimizer.zero_grad()
    mean = 0.0
    for src, tgt in parts:
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        loss = loss * len(tgt) / total
        loss.backward()
        mean += loss.item()
    optimizer.step()
    return mean


# %% all_at_once | points 0 | all parts went through the network together; one part at a time is what fits into memory
def accumulated_step(model, optimizer, parts):
    src, tgt = (
        pad_rows(
            [row[row != model.pad_id].tolist() for x in side for row in x],
            model.pad_id,
        )
        for side in zip(*parts)
    )
    if not (tgt[:, 1:] != model.pad_id).any():
        raise ValueError("nothing counts")
    model.train()
    loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% nan_from_an_empty_part | points 4 | a part in which nothing counts has the mean NaN, and NaN times 0 is NaN; leave such parts out
def accumulated_step(model, optimizer, parts):
    counts = [(tgt[:, 1:] != model.pad_id).sum() for _, tgt in parts]
    total = sum(counts)
    if total == 0:
        raise ValueError("nothing counts")
    model.train()
    optimizer.zero_grad()
    mean = 0.0
    for (src, tgt), count in zip(parts, counts):
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        (loss * count / total).backward()
        mean += (loss * count / total).item()
    optimizer.step()
    return mean


# %% no_refusal | points 4 | where nothing counts there is no mean: raise a ValueError
def accumulated_step(model, optimizer, parts):
    counts = [(tgt[:, 1:] != model.pad_id).sum() for _, tgt in parts]
    total = sum(counts)
    model.train()
    optimizer.zero_grad()
    mean = 0.0
    for (src, tgt), count in zip(parts, counts):
        if count == 0:
            continue
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        (loss * count / total).backward()
        mean += (loss * count / total).item()
    optimizer.step()
    return mean


# %% evaluation_mode | points 2 | the model was left in evaluation mode; a training step begins with model.train()
def accumulated_step(model, optimizer, parts):
    counts = [(tgt[:, 1:] != model.pad_id).sum() for _, tgt in parts]
    total = sum(counts)
    if total == 0:
        raise ValueError("nothing counts")
    optimizer.zero_grad()
    mean = 0.0
    for (src, tgt), count in zip(parts, counts):
        if count == 0:
            continue
        loss = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], model.pad_id)
        (loss * count / total).backward()
        mean += (loss * count / total).item()
    optimizer.step()
    return mean
