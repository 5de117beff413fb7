# %% all_are_trained | points 0 | all three matrices move; train only those that are named
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(d_model=2, d_k=1)
    for layer, matrix in zip(block.children(), matrices):
        layer.weight.data = matrix.clone()
    for step in range(151):
        error = block(pair[None])[0][0, 0, 0] - 1
        if error.abs() < 0.01:
            return step
        block.zero_grad()
        (0.5 * error**2).backward()
        for name in ["w_query", "w_key", "w_value"]:
            weight = getattr(block, name).weight
            weight.data -= rate * weight.grad
    return None


# %% gradients_add_up | points 0 | the gradients of earlier steps were not cleared
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(d_model=2, d_k=1)
    for layer, matrix in zip(block.children(), matrices):
        layer.weight.data = matrix.clone()
    for step in range(151):
        error = block(pair[None])[0][0, 0, 0] - 1
        if error.abs() < 0.01:
            return step
        (0.5 * error**2).backward()
        for name in trained:
            weight = getattr(block, name).weight
            weight.data -= rate * weight.grad
    return None


# %% one_too_many | points 0 | one step too many: look at the output before the step, not after it
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(d_model=2, d_k=1)
    for layer, matrix in zip(block.children(), matrices):
        layer.weight.data = matrix.clone()
    for step in range(151):
        error = block(pair[None])[0][0, 0, 0] - 1
        if error.abs() < 0.01:
            return step + 1
        block.zero_grad()
        (0.5 * error**2).backward()
        for name in trained:
            weight = getattr(block, name).weight
            weight.data -= rate * weight.grad
    return None


# %% loss_not_halved | points 0 | your loss is the whole square, so the steps are twice as long; the text's has the factor 1/2
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(d_model=2, d_k=1)
    for layer, matrix in zip(block.children(), matrices):
        layer.weight.data = matrix.clone()
    for step in range(151):
        error = block(pair[None])[0][0, 0, 0] - 1
        if error.abs() < 0.01:
            return step
        block.zero_grad()
        (error**2).backward()
        for name in trained:
            weight = getattr(block, name).weight
            weight.data -= rate * weight.grad
    return None


# %% uphill | points 0 | you go up the gradient; subtract it
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(d_model=2, d_k=1)
    for layer, matrix in zip(block.children(), matrices):
        layer.weight.data = matrix.clone()
    for step in range(151):
        error = block(pair[None])[0][0, 0, 0] - 1
        if error.abs() < 0.01:
            return step
        block.zero_grad()
        (0.5 * error**2).backward()
        for name in trained:
            weight = getattr(block, name).weight
            weight.data += rate * weight.grad
    return None


# %% loss_below | points 0 | you compared the loss with 0.01; the output has to be that near to 1
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(d_model=2, d_k=1)
    for layer, matrix in zip(block.children(), matrices):
        layer.weight.data = matrix.clone()
    for step in range(151):
        error = block(pair[None])[0][0, 0, 0] - 1
        if 0.5 * error**2 < 0.01:
            return step
        block.zero_grad()
        (0.5 * error**2).backward()
        for name in trained:
            weight = getattr(block, name).weight
            weight.data -= rate * weight.grad
    return None


# %% second_token | points 0 | that is the output of token 2; token 1 is asked for
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(d_model=2, d_k=1)
    for layer, matrix in zip(block.children(), matrices):
        layer.weight.data = matrix.clone()
    for step in range(151):
        error = block(pair[None])[0][0, 1, 0] - 1
        if error.abs() < 0.01:
            return step
        block.zero_grad()
        (0.5 * error**2).backward()
        for name in trained:
            weight = getattr(block, name).weight
            weight.data -= rate * weight.grad
    return None


# %% adam | points 0 | Adam takes steps of its own size; take plain ones, rate times gradient
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(d_model=2, d_k=1)
    for layer, matrix in zip(block.children(), matrices):
        layer.weight.data = matrix.clone()
    chosen = [getattr(block, name).weight for name in trained]
    optimizer = torch.optim.Adam(chosen, lr=rate)
    for step in range(151):
        error = block(pair[None])[0][0, 0, 0] - 1
        if error.abs() < 0.01:
            return step
        optimizer.zero_grad()
        (0.5 * error**2).backward()
        optimizer.step()
    return None
