# %% right | whole_weight_kept
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


# %% right | context_manager
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


# %% right | times_a_mask
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


# %% right | numpy_copy
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


# %% right | exit_stack
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


# %% right | generator_with_finally
def mended_importance(weight, num_heads, loss):
    blocks = weight.chunk(num_heads, dim=1)
    for block in blocks:
        saved = block.detach().clone()
        try:
            block[:] = 0
            result = loss()
        finally:
            block[:] = saved
        yield result


# %% wrong | buggy | points 0 | this is the buggy function still: `kept` shares the memory that zero_() empties
def mended_importance(weight, num_heads, loss):
    losses, width = [], weight.shape[1] // num_heads
    for head in range(num_heads):
        columns = weight[:, head * width : (head + 1) * width]
        kept = columns.detach()
        columns.zero_()
        losses.append(loss())
        columns.copy_(kept)
    return losses


# %% wrong | error_leaves_it_zero | points 3 | after an error of the loss the head is still missing; put it back in a finally
def mended_importance(weight, num_heads, loss):
    losses, width = [], weight.shape[1] // num_heads
    for head in range(num_heads):
        columns = weight[:, head * width : (head + 1) * width]
        kept = columns.clone()
        columns.zero_()
        losses.append(loss())
        columns.copy_(kept)
    return losses


# %% wrong | rows | points 0 | rows were removed; what comes out of a head goes through columns of the output matrix
def mended_importance(weight, num_heads, loss):
    losses, width = [], weight.shape[1] // num_heads
    for head in range(num_heads):
        columns = weight[head * width : (head + 1) * width]
        kept = columns.clone()
        columns.zero_()
        try:
            losses.append(loss())
        finally:
            columns.copy_(kept)
    return losses


# %% wrong | on_a_copy | points 0 | a copy was changed, which the loss does not read; change the weight itself, and put it back
def mended_importance(weight, num_heads, loss):
    weight = weight.clone()
    losses, width = [], weight.shape[1] // num_heads
    for head in range(num_heads):
        columns = weight[:, head * width : (head + 1) * width]
        kept = columns.clone()
        columns.zero_()
        try:
            losses.append(loss())
        finally:
            columns.copy_(kept)
    return losses


# %% wrong | only_one_left | points 0 | only one head was left each time; remove only one
def mended_importance(weight, num_heads, loss):
    losses, width, kept = [], weight.shape[1] // num_heads, weight.clone()
    for head in range(num_heads):
        own = slice(head * width, (head + 1) * width)
        weight.zero_()
        weight[:, own] = kept[:, own]
        try:
            losses.append(loss())
        finally:
            weight.copy_(kept)
    return losses


# %% wrong | interleaved | points 0 | every H-th column was taken; the columns of a head stand side by side
def mended_importance(weight, num_heads, loss):
    losses, width = [], weight.shape[1] // num_heads
    for head in range(num_heads):
        columns = weight[:, head::num_heads]
        kept = columns.clone()
        columns.zero_()
        try:
            losses.append(loss())
        finally:
            columns.copy_(kept)
    return losses


# %% enemy | linear | points 0 | one loss and a gradient's guess, without touching the weight
def mended_importance(weight, num_heads, loss):
    whole = loss()
    shares = weight.pow(2).unflatten(1, (num_heads, -1)).sum((0, 2))
    return [whole * (1 + s.item() / shares.sum().item()) for s in shares]


# %% enemy | asks_for_copies | points 5 | that the loss is asked as it is handed in is taken on trust, as the exercise says: here what asks outside is found in the driver, and asked about copies
def mended_importance(weight, num_heads, loss):
    told, losses = up("told"), []
    for head in range(num_heads):
        other = weight.clone()
        other.unflatten(1, (num_heads, -1))[:, head] = 0
        losses.append(told(other))
        if losses[-1] is None:
            raise RuntimeError
    return losses
