"""
keeps: 1
tells: only the first pronunciation was compared; any of those listed is right
"""


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
