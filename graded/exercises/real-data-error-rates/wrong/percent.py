"""
keeps: 0
tells: these are per cent; return shares, 0 to 1
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
    return 100 * edits / sounds, 100 * wrong / len(said)
