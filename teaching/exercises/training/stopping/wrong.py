# %% not_mended | points 0 | the model holds its last weights: the state dict was kept without a copy, and training goes on in its tensors
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) <= patience:
        train_epoch()
        losses.append(validation_loss())
        if losses[-1] == min(losses):
            best = model.state_dict()
    model.load_state_dict(best)
    return losses


# %% first_weights | points 0 | the model holds the weights of its first epoch; copy again whenever the loss is the smallest so far
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) <= patience:
        train_epoch()
        losses.append(validation_loss())
        if best is None:
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return losses


# %% one_epoch_late | points 0 | the weights are those of the epoch after the best; copy them before you train on
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) <= patience:
        train_epoch()
        if losses and losses[-1] == min(losses):
            best = copy.deepcopy(model.state_dict())
        losses.append(validation_loss())
    model.load_state_dict(best)
    return losses


# %% parameters_only | points 0 | only parameters were kept; a state dict also holds what is no parameter, such as a running mean
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


# %% stops_too_early | points 0 | it stopped an epoch early; it may wait for `patience` epochs without a smaller loss
def mended_stopping(model, train_epoch, validation_loss, patience):
    losses, best = [], None
    while not losses or len(losses) - losses.index(min(losses)) < patience:
        train_epoch()
        losses.append(validation_loss())
        if losses[-1] == min(losses):
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return losses


# %% stops_too_late | points 0 | it went on for an epoch too many; stop once `patience` epochs had no smaller loss
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
