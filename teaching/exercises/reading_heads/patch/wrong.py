# %% whole_stream | points 0 | the whole stream was replaced; only what the layer adds is patched
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


# %% layers_after_frozen | points 1 | the layers after the patch kept their clean outputs; they compute on from the patched stream
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


# %% other_way_round | points 2 | the clean output was patched into the other run; it is the other way round
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


# %% not_a_fraction | points 0 | this is the difference itself; divide by the difference of the two numbers
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


# %% what_is_left | points 0 | this is what is left to go; return how far the number has moved
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
        effects.append((found - there) / (here - there))
    return effects


# %% ablated | points 0 | the layer was removed; give it what it added in the other run
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


# %% of_the_clean_stream | points 1 | the layer was not patched with what it added in the run on `other`, but with what it makes of the other input alone
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


# %% all_up_to_here | points 1 | all layers up to this one were patched; patch one at a time
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
