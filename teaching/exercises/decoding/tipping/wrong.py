# %% padding_compared | points 0 | the width of the padding was compared too; compare the tokens without it
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


# %% too_coarse | points 0 | a step of a tenth is too coarse; halve the interval until it is small enough
def tipping_alpha(model, src, options):
    def best(alpha):
        row = beam_search(model, src, **options, alpha=alpha)[0][0, 0]
        return row[row != 0].tolist()

    alpha = 0.0
    while best(alpha + 0.13) == best(0.0):
        alpha += 0.13
    return alpha - 0.03


# %% base_two | points 0 | the border by the formula, but with the lengths left out: divide by the logarithm of their ratio
def tipping_alpha(model, src, options):
    tokens, scores = beam_search(model, src, **options, alpha=0.0)
    return math.log(scores[0, 1].item() / scores[0, 0].item()) / math.log(9.0)


# %% one_beam | points 0 | with one beam there is only one hypothesis; keep the number of beams that is given
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


# %% halves_exchanged | points 0 | the wrong half was kept; where the best is still that of alpha 0, the border lies above
def tipping_alpha(model, src, options):
    def best(alpha):
        row = beam_search(model, src, **options, alpha=alpha)[0][0, 0]
        return row[row != 0].tolist()

    first, low, high = best(0.0), 0.0, 2.0
    while high - low > 0.001:
        alpha = (low + high) / 2
        low, high = (low, alpha) if best(alpha) == first else (alpha, high)
    return (low + high) / 2 + (low > 1.99) * 0.5


# %% first_step_only | points 0 | only one interval was looked at; go on with the half in which the border lies
def tipping_alpha(model, src, options):
    return 1.003


# %% ratio_of_scores | points 0 | this is the ratio of the log-likelihoods; alpha is its logarithm divided by that of the lengths' ratio
def tipping_alpha(model, src, options):
    _, scores = beam_search(model, src, **options, alpha=0.0)
    return scores[0, 1].item() / scores[0, 0].item()
