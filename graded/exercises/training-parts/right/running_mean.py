def loss_of_parts(losses, counts):

    mean, seen = 0.0, 0
    for loss, count in zip(losses, counts):
        if count == 0:
            continue
        seen += count
        mean += (loss - mean) * count / seen
    if seen == 0:
        raise ValueError("nothing counts")
    return mean
