def smoothed_loss(logits, target, pad_id, smoothing):

    losses = []
    for row, right in zip(logits.flatten(0, 1).double(), target.flatten()):
        if right == pad_id:
            continue
        minus_log_p = row.logsumexp(0) - row
        mean = sum(minus_log_p) / len(minus_log_p)
        losses.append((1 - smoothing) * minus_log_p[right] + smoothing * mean)
    return sum(losses) / len(losses)
