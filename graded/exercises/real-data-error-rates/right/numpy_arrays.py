import numpy as np


def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    edits, sounds = [], []
    for ours, ways in zip(said, listed):
        distances = np.array([edit_distance(ours, way) for way in ways])
        k = int(distances.argmin())
        edits.append(distances[k])
        sounds.append(len(ways[k]))
    edits = np.array(edits)
    return edits.sum() / np.sum(sounds), (edits > 0).mean()
