"""
keeps: 0
tells: the edits were divided by the longer of the two; divide by the sounds listed
"""


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
