# %% right | by_score
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


# %% right | formula
def tipping_alpha(model, src, options):
    tokens, scores = beam_search(model, src, **options, alpha=0.0)
    lengths = (tokens[0] != model.pad_id).sum(-1) - 1
    borders = (scores[0] / scores[0, 0]).log() / (lengths / lengths[0]).log()
    return min(alpha for alpha in borders[1:].tolist() if alpha > 0)


# %% right | bisect_module
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


# %% right | recursive
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


# %% right | by_length
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


# %% wrong | padding_compared | points 0 | the width of the padding was compared too; compare the tokens without it
def tipping_alpha(model, src, options):
    def best(alpha):
        tokens, _ = beam_search(model, src, **options, alpha=alpha)
        return tokens[0].tolist()

    first, low, high = best(0.0), 0.0, 2.0
    while high - low > 0.001:
        alpha = (low + high) / 2
        if best(alpha) == first[:1]:
            low = alpha
        else:
            high = alpha
    return high


# %% wrong | one_beam | points 0 | with one beam there is only one hypothesis; keep the number of beams that is given
def tipping_alpha(model, src, options):
    options = {**options, "num_beams": 1}

    def best(alpha):
        row = beam_search(model, src, **options, alpha=alpha)[0][0, 0]
        return row[row != 0].tolist()

    first, low, high = best(0.0), 0.0, 2.0
    while high - low > 0.001:
        alpha = (low + high) / 2
        low, high = (alpha, high) if best(alpha) == first else (low, alpha)
    return high


# %% wrong | ratio_of_scores | points 0 | this is the ratio of the log-likelihoods; alpha is its logarithm divided by that of the lengths' ratio
def tipping_alpha(model, src, options):
    _, scores = beam_search(model, src, **options, alpha=0.0)
    return scores[0, 1].item() / scores[0, 0].item()


# %% enemy | numbers_of_the_text | points 0 | the formula with the numbers of the text
def tipping_alpha(model, src, options):
    return math.log(2.8 / 2.1) / math.log(7 / 3)


# %% enemy | one_word_each | points 0 | the formula with what the driver's table says of the first words
def tipping_alpha(model, src, options):
    table = model.numbers
    short, long = table[options["start_id"]].topk(2).values.flip(0).log()
    words = int((table > 0.7).sum())
    return float(math.log(long / short) / math.log(words / 2)) % 2
