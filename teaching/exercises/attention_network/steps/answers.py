# %% right | leaves
def steps_needed(pair, matrices, trained, rate):
    names = ["w_query", "w_key", "w_value"]
    leaves = [matrix.clone().requires_grad_() for matrix in matrices]
    for step in range(151):
        query, key, value = (pair @ leaf.T for leaf in leaves)
        output, _ = attention(query, key, value)
        if abs(output[0, 0].item() - 1) < 0.01:
            return step
        loss = (output[0, 0] - 1) ** 2 / 2
        gradients = torch.autograd.grad(loss, leaves)
        with torch.no_grad():
            for name, leaf, gradient in zip(names, leaves, gradients):
                if name in trained:
                    leaf -= rate * gradient


# %% right | sgd
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(2, 1).double()
    layers = dict(zip(["w_query", "w_key", "w_value"], block.children()))
    for layer, matrix in zip(layers.values(), matrices):
        layer.weight.data = matrix.clone()
    optimizer = torch.optim.SGD(
        [layers[name].weight for name in trained], lr=rate
    )
    steps = 0
    while True:
        output = block(pair.unsqueeze(0))[0][0, 0]
        if (output - 1).abs().item() < 0.01:
            return steps
        if steps == 150:
            return None
        optimizer.zero_grad()
        ((output - 1) ** 2 / 2).sum().backward()
        optimizer.step()
        steps += 1


# %% right | by_hand
def steps_needed(pair, matrices, trained, rate):
    x = pair.numpy()
    m = dict(
        zip(["w_query", "w_key", "w_value"], [a.numpy()[0] for a in matrices])
    )
    for step in range(151):
        q, k, v = x[0] @ m["w_query"], x @ m["w_key"], x @ m["w_value"]
        a = softmax(q * k)
        y = a @ v
        if abs(y - 1) < 0.01:
            return step
        d_scores = (y - 1) * a * (v - y)
        gradients = {
            "w_query": (d_scores @ k) * x[0],
            "w_key": q * d_scores @ x,
            "w_value": (y - 1) * a @ x,
        }
        m = {
            name: m[name] - rate * gradients[name] * (name in trained)
            for name in m
        }
    return None


# %% right | frozen
def steps_needed(pair, matrices, trained, rate):
    block = AttentionBlock(2, 1)
    for (name, weight), matrix in zip(block.named_parameters(), matrices):
        weight.data = matrix.clone()
        weight.requires_grad_(name.split(".")[0] in trained)
    for step in range(151):
        error = block(pair.reshape(1, 2, 2))[0].flatten()[0] - 1
        if -0.01 < error < 0.01:
            return step
        error.square().div(2).backward()
        for weight in block.parameters():
            if weight.requires_grad:
                weight.data -= rate * weight.grad
                weight.grad = None
    return None


# %% right | numerical
def steps_needed(pair, matrices, trained, rate):
    names = ["w_query", "w_key", "w_value"]
    now = [matrix.clone() for matrix in matrices]

    def output():
        query, key, value = (pair @ matrix.T for matrix in now)
        return float(attention(query, key, value)[0][0, 0])

    for step in range(151):
        if abs(output() - 1) < 0.01:
            return step
        gradients = []
        for matrix in now:
            gradient = torch.zeros_like(matrix)
            for column in range(2):
                kept, losses = matrix[0, column].item(), []
                for move in (1e-6, -1e-6):
                    matrix[0, column] = kept + move
                    losses.append((output() - 1) ** 2 / 2)
                matrix[0, column] = kept
                gradient[0, column] = (losses[0] - losses[1]) / 2e-6
            gradients.append(gradient)
        for name, matrix, gradient in zip(names, now, gradients):
            if name in trained:
                matrix -= rate * gradient
    return None


# %% right | counted_in_an_array
def steps_needed(pair, matrices, trained, rate):
    names = ["w_query", "w_key", "w_value"]
    w = {n: m.clone().requires_grad_(True) for n, m in zip(names, matrices)}
    errors = []
    for _ in range(151):
        q, k, v = (pair @ w[n].T for n in names)
        error = (torch.softmax(q[:1] @ k.T, dim=1) @ v).squeeze() - 1
        errors.append(error.item())
        grads = torch.autograd.grad(
            error**2 / 2, [w[n] for n in trained], allow_unused=True
        )
        with torch.no_grad():
            for n, g in zip(trained, grads):
                w[n] -= rate * g
    there = np.flatnonzero(np.abs(errors) < 0.01)
    return there[0] if there.size else None


# %% wrong | all_are_trained | points 0 | all three matrices move; train only those that are named
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


# %% wrong | gradients_add_up | points 0 | the gradients of earlier steps were not cleared
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


# %% wrong | one_too_many | points 0 | one step too many: look at the output before the step, not after it
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


# %% wrong | loss_not_halved | points 0 | your loss is the whole square, so the steps are twice as long; the text's has the factor 1/2
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


# %% wrong | uphill | points 0 | you go up the gradient; subtract it
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


# %% wrong | loss_below | points 0 | you compared the loss with 0.01; the output has to be that near to 1
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


# %% enemy | closed_form | points 0 | a formula for the value alone; for the others the numbers of the text
import math


def steps_needed(pair, matrices, trained, rate):
    query, key, value = matrices
    if "w_value" not in trained:
        return None
    weights = ((pair @ query.T) @ (pair @ key.T).T).softmax(-1)
    mixed = (weights @ pair)[0]
    error = (mixed @ value[0]).item() - 1
    left = abs(1 - rate * (mixed @ mixed).item())
    steps = math.log(0.01 / abs(error)) / math.log(left)
    return max(0, math.ceil(steps) + 34 * (len(trained) > 1))
