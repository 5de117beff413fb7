# %% whole_weight_kept
def mended_importance(weight, num_heads, loss):
    losses, width = [], weight.shape[1] // num_heads
    for head in range(num_heads):
        columns = weight[:, head * width : (head + 1) * width]
        kept = weight.clone()
        columns.zero_()
        try:
            losses.append(loss())
        finally:
            weight.copy_(kept)
    return losses


# %% context_manager
from contextlib import contextmanager


@contextmanager
def switched_off(columns):
    kept = columns.detach().clone()
    columns.fill_(0.0)
    try:
        yield
    finally:
        columns.copy_(kept)


def mended_importance(weight, num_heads, loss):
    losses = []
    for columns in weight.chunk(num_heads, dim=1):
        with switched_off(columns):
            losses.append(loss())
    return losses


# %% times_a_mask
def mended_importance(weight, num_heads, loss):
    kept = weight.clone()
    losses = []
    head_of = torch.arange(weight.shape[1]) // (weight.shape[1] // num_heads)
    try:
        for head in range(num_heads):
            weight.copy_(kept * (head_of != head))
            losses.append(loss())
    finally:
        weight.copy_(kept)
    return losses


# %% numpy_copy
def mended_importance(weight, num_heads, loss):
    width = weight.shape[1] // num_heads
    array, result = weight.numpy(), []
    for start in range(0, num_heads * width, width):
        kept = array[:, start : start + width].copy()
        array[:, start : start + width] = 0
        try:
            result += [loss()]
        finally:
            array[:, start : start + width] = kept
    return result


# %% exit_stack
from contextlib import ExitStack


def mended_importance(weight, num_heads, loss):
    losses = []
    for head in range(num_heads):
        with ExitStack() as stack:
            columns = weight.unflatten(1, (num_heads, -1))[:, head]
            stack.callback(columns.copy_, columns.clone())
            columns.zero_()
            losses.append(loss())
    return losses
