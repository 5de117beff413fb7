"""
keeps: 2
tells: of equally near pronunciations the shortest was taken; take the first
"""


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
