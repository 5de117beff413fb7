# %% at_most_one | points 3 | the rate was cut off at 1; who says many sounds too many has more than one error a sound
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        edits += edit_distance(ours, nearest)
        sounds += len(nearest)
        wrong += ours not in ways
    return min(1.0, edits / sounds), wrong / len(said)


# %% divided_by_the_longer | points 0 | the edits were divided by the longer of the two; divide by the sounds listed
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        edits += edit_distance(ours, nearest)
        sounds += max(len(ours), len(nearest))
        wrong += ours not in ways
    return edits / sounds, wrong / len(said)


# %% divided_by_the_said | points 0 | the edits were divided by the sounds said; divide by those listed, or who babbles is rewarded
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        edits += edit_distance(ours, nearest)
        sounds += len(ours)
        wrong += ours not in ways
    return edits / sounds, wrong / len(said)


# %% edits_a_word | points 0 | the word error rate is the share of wrong words, not the edits a word
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        edits += edit_distance(ours, nearest)
        sounds += len(nearest)
        wrong += ours not in ways
    return edits / sounds, edits / len(said)


# %% exchanged | points 0 | the two rates are exchanged; the phoneme error rate comes first
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        edits += edit_distance(ours, nearest)
        sounds += len(nearest)
        wrong += ours not in ways
    return wrong / len(said), edits / sounds


# %% first_way_only | points 1 | only the first pronunciation was compared; any of those listed is right
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = ways[0]
        edits += edit_distance(ours, nearest)
        sounds += len(nearest)
        wrong += ours != ways[0]
    return edits / sounds, wrong / len(said)


# %% mean_of_the_words | points 1 | this is the mean of each word's rate; add up the edits and the sounds first, then divide once
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    rates, wrong = [], 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        rates.append(edit_distance(ours, nearest) / len(nearest))
        wrong += ours not in ways
    return sum(rates) / len(rates), wrong / len(said)


# %% percent | points 0 | these are per cent; return shares, 0 to 1
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        edits += edit_distance(ours, nearest)
        sounds += len(nearest)
        wrong += ours not in ways
    return 100 * edits / sounds, 100 * wrong / len(said)


# %% shortest_of_equals | points 2 | of equally near pronunciations the shortest was taken; take the first
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(
            ways, key=lambda way: (edit_distance(ours, way), len(way))
        )
        edits += edit_distance(ours, nearest)
        sounds += len(nearest)
        wrong += ours not in ways
    return edits / sounds, wrong / len(said)


# %% words_by_the_first | points 1 | a word is right if it is any of its pronunciations, not only the first
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        edits += edit_distance(ours, nearest)
        sounds += len(nearest)
        wrong += ours != ways[0]
    return edits / sounds, wrong / len(said)


# %% zero_for_no_word | points 3 | where there is no word there is no rate; raise a ValueError
def error_rates(said, listed):
    edits = sounds = wrong = 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        edits += edit_distance(ours, nearest)
        sounds += len(nearest)
        wrong += ours not in ways
    return edits / max(1, sounds), wrong / max(1, len(said))
