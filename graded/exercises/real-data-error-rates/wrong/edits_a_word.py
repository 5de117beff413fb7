"""
keeps: 0
tells: the word error rate is the share of wrong words, not the edits a word
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
    return edits / sounds, edits / len(said)
