# %% by_score
def tipping_alpha(model, src, options):
    tokens, scores = beam_search(model, src, **options, alpha=0.0)
    first = tokens[0, 0][tokens[0, 0] != 0]

    def still(alpha):
        rows, values = beam_search(model, src, **options, alpha=alpha)
        expected = scores[0, 0].item() / (len(first) - 1) ** alpha
        return abs(values[0, 0].item() - expected) < 1e-7

    low, high = 0.0, 2.0
    for _ in range(12):
        middle = (low + high) / 2
        if still(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2


# %% formula
def tipping_alpha(model, src, options):
    tokens, scores = beam_search(model, src, **options, alpha=0.0)
    lengths = (tokens[0] != model.pad_id).sum(-1) - 1
    borders = (scores[0] / scores[0, 0]).log() / (lengths / lengths[0]).log()
    return min(alpha for alpha in borders[1:].tolist() if alpha > 0)


# %% bisect_module
def tipping_alpha(model, src, options):
    import bisect

    def best(k):
        rows, _ = beam_search(model, src, **options, alpha=k / 500)
        return tuple(rows[0, 0][rows[0, 0] != model.pad_id].tolist())

    first = best(0)
    return (
        bisect.bisect_left(range(1001), True, key=lambda k: best(k) != first)
        / 500
    )


# %% recursive
def tipping_alpha(model, src, options):
    def best(alpha):
        row = beam_search(model, src, **options, alpha=alpha)[0][0, 0]
        return row[row > 0].tolist()

    first = best(0.0)

    def border(low, high):
        middle = (low + high) / 2
        if high - low < 0.002:
            return middle
        return (
            border(middle, high)
            if best(middle) == first
            else border(low, middle)
        )

    return border(0.0, 2.0)


# %% by_length
def tipping_alpha(model, src, options):
    def length(alpha):
        return (
            beam_search(model, src, **options, alpha=alpha)[0][0, 0] != 0
        ).sum()

    low, high, first = 0.0, 2.0, length(0.0)
    while high - low > 0.002:
        middle = (low + high) / 2
        if length(middle) == first:
            low = middle
        else:
            high = middle
    return high
