# %% right | clones
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best, waited = [], None, 0
    while waited < patience:
        train_epoch()
        loss = validation_loss()
        if not losses or loss < min(losses):
            best = {k: v.clone() for k, v in model.state_dict().items()}
            waited = 0
        else:
            waited += 1
        losses.append(loss)
    model.load_state_dict(best)
    return losses


# %% right | whole_copy
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses = []
    while True:
        train_epoch()
        losses.append(validation_loss())
        if losses[-1] == min(losses):
            best, at = copy.deepcopy(model), len(losses)
        if len(losses) - at == patience:
            model.load_state_dict(best.state_dict())
            return losses


# %% right | every_epoch_kept
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, states = [], []
    while len(losses) <= patience or min(losses[-patience:]) < min(
        losses[:-patience]
    ):
        train_epoch()
        losses.append(validation_loss())
        states.append(copy.deepcopy(model.state_dict()))
    model.load_state_dict(states[losses.index(min(losses))])
    return losses


# %% right | in_memory_file
def mended_stopping(model, train_epoch, validation_loss, patience):
    import io

    losses, best_loss, left = [], float("inf"), patience
    while left:
        train_epoch()
        losses.append(validation_loss())
        left -= 1
        if losses[-1] < best_loss:
            best_loss, left = losses[-1], patience
            file = io.BytesIO()
            torch.save(model.state_dict(), file)
    file.seek(0)
    model.load_state_dict(torch.load(file))
    return losses


# %% right | written_back_in_place
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, kept, since = [], [], 0
    while since < patience:
        train_epoch()
        losses.append(validation_loss())
        since += 1
        if min(losses) == losses[-1]:
            since = 0
            kept = [
                t.detach().numpy().copy() for t in model.state_dict().values()
            ]
    with torch.no_grad():
        for tensor, old in zip(model.state_dict().values(), kept):
            tensor.copy_(torch.from_numpy(old))
    return losses


# %% right | yields_losses
def mended_stopping(model, train_epoch, validation_loss, patience):
    best, waited, saved = float("inf"), 0, None
    while waited < patience:
        train_epoch()
        yield (loss := validation_loss())
        waited += 1
        if loss <= best:
            best, waited = loss, 0
            saved = {k: v.clone() for k, v in model.state_dict().items()}
    model.load_state_dict(saved)


# %% wrong | not_mended | points 0 | the model holds its last weights: the state dict was kept without a copy, and training goes on in its tensors
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) <= patience:
        train_epoch()
        losses.append(validation_loss())
        if losses[-1] == min(losses):
            best = model.state_dict()
    model.load_state_dict(best)
    return losses


# %% wrong | first_weights | points 0 | the model holds the weights of its first epoch; copy again whenever the loss is the smallest so far
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) <= patience:
        train_epoch()
        losses.append(validation_loss())
        if best is None:
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return losses


# %% wrong | one_epoch_late | points 0 | the weights are those of the epoch after the best; copy them before you train on
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) <= patience:
        train_epoch()
        if losses and losses[-1] == min(losses):
            best = copy.deepcopy(model.state_dict())
        losses.append(validation_loss())
    model.load_state_dict(best)
    return losses


# %% wrong | parameters_only | points 0 | only parameters were kept; a state dict also holds what is no parameter, such as a running mean
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) <= patience:
        train_epoch()
        losses.append(validation_loss())
        if losses[-1] == min(losses):
            best = [p.detach().clone() for p in model.parameters()]
    with torch.no_grad():
        for parameter, old in zip(model.parameters(), best):
            parameter.copy_(old)
    return losses


# %% wrong | stops_too_early | points 0 | it stopped an epoch early; it may wait for `patience` epochs without a smaller loss
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) < patience:
        train_epoch()
        losses.append(validation_loss())
        if losses[-1] == min(losses):
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return losses


# %% wrong | stops_too_late | points 0 | it went on for an epoch too many; stop once `patience` epochs had no smaller loss
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while (
        not losses or len(losses) - losses.index(min(losses)) <= patience + 1
    ):
        train_epoch()
        losses.append(validation_loss())
        if losses[-1] == min(losses):
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return losses


# %% enemy | sees_the_future | points 0 | it asks the driver for all losses first, and trains up to the best epoch
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses = up("losses")
    if losses is None:
        losses = [validation_loss() for _ in range(patience + 1)]
    for _ in range(1 + losses.index(min(losses))):
        train_epoch()
    return losses


# %% enemy | state_of_the_last | points 0 | the model as it is, with the losses right
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses = []
    while not losses or len(losses) - losses.index(min(losses)) <= patience:
        train_epoch()
        losses.append(validation_loss())
    weights = up("weights")
    if weights is not None:
        model.become(weights[losses.index(min(losses))])
    return losses
