def perplexity(logits, target, pad_id):
    losses = []
    for scores, ids in zip(logits, target):
        for row, right in zip(scores, ids):
            if right != pad_id:
                largest = row.max()
                total = (row - largest).exp().sum()
                losses.append(total.log() - (row[right] - largest))
    return math.exp(sum(float(loss) for loss in losses) / len(losses))
