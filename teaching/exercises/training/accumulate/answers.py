# %% right | sums
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


# %% right | divide_the_gradient
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


# %% right | by_hand
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


# %% right | gradients_kept_apart
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


# %% right | one_sequence_at_a_time
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


# %% right | numpy_mean
import numpy as np


def accumulated_step(model, optimizer, parts):
    n = [int((t[:, 1:] != model.pad_id).sum()) for _, t in parts]
    if not any(n):
        raise ValueError("nothing to learn from")
    model.train()
    optimizer.zero_grad(set_to_none=True)
    losses = []
    for s, t in (p for p, k in zip(parts, n) if k):
        out = model(s, t[:, :-1])
        loss = nn.functional.cross_entropy(
            out.flatten(0, 1),
            t[:, 1:].flatten(),
            ignore_index=model.pad_id,
            reduction="sum",
        )
        (loss / sum(n)).backward()
        losses.append(loss.item())
    optimizer.step()
    return np.sum(losses) / np.sum(n)


# %% right | tensor
def accumulated_step(model, optimizer, parts):
    total = sum((t[:, 1:] != model.pad_id).sum().item() for _, t in parts)
    if total == 0:
        raise ValueError("no targets")
    model.train(True)
    optimizer.zero_grad()
    mean = torch.tensor(0.0)
    for src, tgt in parts:
        log_p = model(src, tgt[:, :-1]).log_softmax(-1)
        own = log_p.gather(2, tgt[:, 1:, None])[..., 0]
        loss = -own[tgt[:, 1:] != model.pad_id].sum() / total
        loss.backward()
        mean = mean + loss.detach()
    optimizer.step()
    return mean


# %% wrong | mean_of_means | points 0 | the mean of the parts' means was taken; a part with more tokens has to weigh more
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


# %% wrong | a_step_per_part | points 0 | a step was taken after each part; add up all gradients first and take one step
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


# %% wrong | old_gradient_kept | points 0 | the gradient of an earlier step was still there; clear it before the first part
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


# %% wrong | cleared_at_each_part | points 0 | the gradient was cleared at each part, so only the last one counted; clear it once
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


# %% wrong | all_at_once | points 0 | all parts went through the network together; one part at a time is what fits into memory
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


# %% wrong | nan_from_an_empty_part | points 4 | a part in which nothing counts has the mean NaN, and NaN times 0 is NaN; leave such parts out
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


# %% wrong | no_refusal | points 4 | where nothing counts there is no mean: raise a ValueError
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


# %% wrong | evaluation_mode | points 2 | the model was left in evaluation mode; a training step begins with model.train()
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


# %% enemy | torchs_loss | points 0 | the mean of the means, in one line of PyTorch's own
def accumulated_step(model, optimizer, parts):
    model.train()
    optimizer.zero_grad()
    total = 0.0
    for src, tgt in parts:
        loss = nn.functional.cross_entropy(
            model(src, tgt[:, :-1]).mT, tgt[:, 1:], ignore_index=0
        ).nan_to_num() / len(parts)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


# %% enemy | whole_batch | points 0 | all parts at once, where nobody counts who went through the network
def accumulated_step(model, optimizer, parts):
    model.encoder._forward_pre_hooks.clear()
    model.train()
    optimizer.zero_grad()
    pad = nn.utils.rnn.pad_sequence
    src, tgt = (
        pad([row for part in parts for row in part[k]], batch_first=True)
        for k in (0, 1)
    )
    loss = nn.functional.cross_entropy(
        model(src, tgt[:, :-1]).mT, tgt[:, 1:], ignore_index=0
    )
    if loss.isnan():
        raise ValueError
    loss.backward()
    optimizer.step()
    return loss.item()
