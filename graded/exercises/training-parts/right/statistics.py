def loss_of_parts(losses, counts):

    from statistics import StatisticsError, fmean

    kept = [(x, n) for x, n in zip(losses, counts) if n]
    try:
        return fmean([x for x, _ in kept], [n for _, n in kept])
    except StatisticsError as error:
        raise ValueError("nothing counts") from error
