# %% loops
def patch_effects(layers, readout, clean, other):
    x, kept = other, []
    for f in layers:
        y = f(x)
        kept.append(y)
        x = x + y
    other_end = readout(x)
    x = clean
    for f in layers:
        x = x + f(x)
    clean_end = readout(x)
    effects = []
    for patched in range(len(layers)):
        x = clean
        for i, f in enumerate(layers):
            x = x + (kept[i] if i == patched else f(x))
        effects.append(
            float((readout(x) - clean_end) / (other_end - clean_end))
        )
    return effects


# %% lambda_in_the_list
def patch_effects(layers, readout, clean, other):
    def number(its_layers, x):
        for f in its_layers:
            x = x + f(x)
        return float(readout(x))

    kept, x = [], other
    for f in layers:
        kept.append(f(x))
        x = x + kept[-1]
    here, there = number(layers, clean), number(layers, other)
    effects = []
    for i, value in enumerate(kept):
        constant = lambda _, value=value: value
        patched = [*layers[:i], constant, *layers[i + 1 :]]
        effects.append((number(patched, clean) - here) / (there - here))
    return effects


# %% prefix_kept
def patch_effects(layers, readout, clean, other):
    def streams(x):
        found = [x]
        for f in layers:
            found.append(found[-1] + f(found[-1]))
        return found

    of_clean, of_other = streams(clean), streams(other)
    here, there = float(readout(of_clean[-1])), float(readout(of_other[-1]))
    result = []
    for i in range(len(layers)):
        x = of_clean[i] + (of_other[i + 1] - of_other[i])
        for f in layers[i + 1 :]:
            x = x + f(x)
        result.append((here - float(readout(x))) / (here - there))
    return result


# %% recursive
def patch_effects(layers, readout, clean, other):
    def go(x, i, replaced):
        if i == len(layers):
            return float(readout(x))
        step = replaced[i] if replaced.get(i) is not None else layers[i](x)
        return go(x + step, i + 1, replaced)

    kept, x = {}, other
    for i, f in enumerate(layers):
        kept[i] = f(x)
        x = x + kept[i]
    here, there = go(clean, 0, {}), go(other, 0, {})
    return [
        (here - go(clean, 0, {i: kept[i]})) / (here - there)
        for i in range(len(layers))
    ]


# %% reduce
from functools import reduce


def patch_effects(layers, readout, clean, other):
    def end(x, patched=None, value=None):
        return reduce(
            lambda x, i: x + (value if i == patched else layers[i](x)),
            range(len(layers)),
            x,
        )

    values = []
    reduce(lambda x, f: values.append(f(x)) or x + values[-1], layers, other)
    here, there = readout(end(clean)), readout(end(other))
    return [
        ((readout(end(clean, i, v)) - here) / (there - here)).item()
        for i, v in enumerate(values)
    ]
