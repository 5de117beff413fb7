# %% divided_by_the_parts | points 0 | the sum over all tokens was divided by the number of parts; divide by the number of tokens
def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return sum(x * n for x, n in zip(losses, counts) if n) / len(losses)


# %% largest_part | points 0 | only the largest part was taken; all parts belong to the batch
def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return losses[counts.index(max(counts))]


# %% mean_of_the_means | points 0 | this is the mean of the means; a part with more tokens must weigh more
def loss_of_parts(losses, counts):
    kept = [loss for loss, count in zip(losses, counts) if count]
    if not kept:
        raise ValueError("nothing counts")
    return sum(kept) / len(kept)


# %% nan_stays | points 2 | 0 times nan is nan; leave out the parts in which nothing counts
def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return sum(x * n for x, n in zip(losses, counts)) / sum(counts)


# %% sum | points 0 | this is the sum over all tokens; divide by the number of tokens
def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return sum(x * n for x, n in zip(losses, counts) if n)


# %% sums_taken_for_means | points 0 | the losses are means already, not sums; multiply each by its count first
def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return sum(x for x, n in zip(losses, counts) if n) / sum(counts)


# %% zero_for_nothing | points 2 | where nothing counts there is no mean; raise a ValueError, a 0 would look like a perfect batch
def loss_of_parts(losses, counts):
    total = sum(x * n for x, n in zip(losses, counts) if n)
    return total / max(sum(counts), 1)
