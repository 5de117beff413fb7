# %% right | loops
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


# %% right | lambda_in_the_list
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


# %% right | prefix_kept
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


# %% right | recursive
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


# %% right | reduce
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


# %% wrong | whole_stream | points 0 | the whole stream was replaced; only what the layer adds is patched
def run(layers, x, replaced=()):
    added = []
    for i, layer in enumerate(layers):
        added.append(replaced[i] if i in replaced else layer(x))
        x = x + added[-1]
    return x, added


def patch_effects(layers, readout, clean, other):
    end, added = run(layers, other)
    there = float(readout(end))
    here = float(readout(run(layers, clean)[0]))
    effects = []
    for i in range(len(layers)):
        x = run(layers[: i + 1], other)[0]
        found = float(readout(run(layers[i + 1 :], x)[0]))
        effects.append((here - found) / (here - there))
    return effects


# %% wrong | layers_after_frozen | points 1 | the layers after the patch kept their clean outputs; they compute on from the patched stream
def run(layers, x, replaced=()):
    added = []
    for i, layer in enumerate(layers):
        added.append(replaced[i] if i in replaced else layer(x))
        x = x + added[-1]
    return x, added


def patch_effects(layers, readout, clean, other):
    end, added = run(layers, other)
    there = float(readout(end))
    clean_end, clean_added = run(layers, clean)
    here = float(readout(clean_end))
    effects = []
    for i in range(len(layers)):
        x = clean_end - clean_added[i] + added[i]
        found = float(readout(x))
        effects.append((here - found) / (here - there))
    return effects


# %% wrong | other_way_round | points 2 | the clean output was patched into the other run; it is the other way round
def run(layers, x, replaced=()):
    added = []
    for i, layer in enumerate(layers):
        added.append(replaced[i] if i in replaced else layer(x))
        x = x + added[-1]
    return x, added


def patch_effects(layers, readout, clean, other):
    clean, other = other, clean
    end, added = run(layers, other)
    there = float(readout(end))
    here = float(readout(run(layers, clean)[0]))
    effects = []
    for i in range(len(layers)):
        found = float(readout(run(layers, clean, {i: added[i]})[0]))
        effects.append((here - found) / (here - there))
    return effects


# %% wrong | not_a_fraction | points 0 | this is the difference itself; divide by the difference of the two numbers
def run(layers, x, replaced=()):
    added = []
    for i, layer in enumerate(layers):
        added.append(replaced[i] if i in replaced else layer(x))
        x = x + added[-1]
    return x, added


def patch_effects(layers, readout, clean, other):
    end, added = run(layers, other)
    there = float(readout(end))
    here = float(readout(run(layers, clean)[0]))
    effects = []
    for i in range(len(layers)):
        found = float(readout(run(layers, clean, {i: added[i]})[0]))
        effects.append(here - found)
    return effects


# %% wrong | ablated | points 0 | the layer was removed; give it what it added in the other run
def run(layers, x, replaced=()):
    added = []
    for i, layer in enumerate(layers):
        added.append(replaced[i] if i in replaced else layer(x))
        x = x + added[-1]
    return x, added


def patch_effects(layers, readout, clean, other):
    end, added = run(layers, other)
    there = float(readout(end))
    here = float(readout(run(layers, clean)[0]))
    effects = []
    for i in range(len(layers)):
        found = float(readout(run(layers, clean, {i: 0 * added[i]})[0]))
        effects.append((here - found) / (here - there))
    return effects


# %% wrong | of_the_clean_stream | points 1 | the layer was not patched with what it added in the run on `other`, but with what it makes of the other input alone
def run(layers, x, replaced=()):
    added = []
    for i, layer in enumerate(layers):
        added.append(replaced[i] if i in replaced else layer(x))
        x = x + added[-1]
    return x, added


def patch_effects(layers, readout, clean, other):
    end, added = run(layers, other)
    there = float(readout(end))
    here = float(readout(run(layers, clean)[0]))
    effects = []
    for i in range(len(layers)):
        found = float(readout(run(layers, clean, {i: layers[i](other)})[0]))
        effects.append((here - found) / (here - there))
    return effects


# %% wrong | all_up_to_here | points 1 | all layers up to this one were patched; patch one at a time
def run(layers, x, replaced=()):
    added = []
    for i, layer in enumerate(layers):
        added.append(replaced[i] if i in replaced else layer(x))
        x = x + added[-1]
    return x, added


def patch_effects(layers, readout, clean, other):
    end, added = run(layers, other)
    there = float(readout(end))
    here = float(readout(run(layers, clean)[0]))
    effects = []
    for i in range(len(layers)):
        found = float(
            readout(run(layers, clean, {k: added[k] for k in range(i + 1)})[0])
        )
        effects.append((here - found) / (here - there))
    return effects


# %% enemy | linear | points 1 | what each layer has added, through the readout alone; right where there is one layer
def patch_effects(layers, readout, clean, other):
    effects, here, there = [], clean, other
    for layer in layers:
        a, b = layer(here), layer(there)
        effects.append(float(readout(clean + b) - readout(clean + a)))
        here, there = here + a, there + b
    whole = float(readout(there) - readout(here))
    return [each / whole for each in effects]


# %% enemy | shares_of_the_size | points 0 | how much each layer differs, as shares that add up to what the formula of the linear case says
def patch_effects(layers, readout, clean, other):
    sizes, here, there = [], clean, other
    for layer in layers:
        a, b = layer(here), layer(there)
        sizes.append(float((b - a).norm()))
        here, there = here + a, there + b
    own = float(readout(other) - readout(clean))
    whole = 1 - own / float(readout(there) - readout(here))
    return [whole * each / sum(sizes) for each in sizes]
