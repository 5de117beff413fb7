"""
keeps: 3
tells: the rate was cut off at 1; who says many sounds too many has more than one error a sound
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
    return min(1.0, edits / sounds), wrong / len(said)
