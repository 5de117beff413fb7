"""
keeps: 1
tells: a word is right if it is any of its pronunciations, not only the first
"""


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
