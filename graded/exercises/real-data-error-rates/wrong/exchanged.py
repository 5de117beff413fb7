"""
keeps: 0
tells: the two rates are exchanged; the phoneme error rate comes first
"""


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
