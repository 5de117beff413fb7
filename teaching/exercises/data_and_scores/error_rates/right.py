# %% fractions
from fractions import Fraction


def error_rates(said, listed):
    if len(said) == 0:
        raise ValueError("there is no word")
    edits, sounds, wrong = 0, 0, 0
    for ours, ways in zip(said, listed):
        best = None
        for way in ways:
            distance = edit_distance(ours, way)
            if best is None or distance < best[0]:
                best = distance, len(way)
        edits += best[0]
        sounds += best[1]
        wrong += best[0] != 0
    return float(Fraction(edits, sounds)), float(Fraction(wrong, len(said)))


# %% min_with_key
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    nearest = [
        min(ways, key=lambda way: edit_distance(ours, way))
        for ours, ways in zip(said, listed)
    ]
    edits = sum(map(edit_distance, said, nearest))
    wrong = sum(ours not in ways for ours, ways in zip(said, listed))
    return edits / sum(map(len, nearest)), wrong / len(said)


# %% numpy_arrays
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


# %% own_distance
from functools import cache


def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")

    def distance(a, b):
        @cache
        def d(i, j):
            if i == 0 or j == 0:
                return i + j
            return min(
                d(i - 1, j) + 1,
                d(i, j - 1) + 1,
                d(i - 1, j - 1) + (a[i - 1] != b[j - 1]),
            )

        return d(len(a), len(b))

    pairs = []
    for ours, ways in zip(said, listed):
        best = min(
            range(len(ways)), key=lambda k: (distance(ours, ways[k]), k)
        )
        pairs.append((distance(ours, ways[best]), len(ways[best])))
    edits, sounds = zip(*pairs)
    return sum(edits) / sum(sounds), sum(map(bool, edits)) / len(said)


# %% sorted_stable
def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    found = []
    for k, ours in enumerate(said):
        ways = sorted(listed[k], key=lambda way: edit_distance(way, ours))
        found.append((edit_distance(ours, ways[0]), len(ways[0])))
    per = sum(d for d, _ in found) / sum(n for _, n in found)
    return per, 1 - sum(d == 0 for d, _ in found) / len(found)


# %% tensors
import torch


def error_rates(said, listed):
    if not len(said):
        raise ValueError("there is no word")
    rows = []
    for ours, ways in zip(said, listed):
        of_ways = [
            (edit_distance(ours, way), i, len(way))
            for i, way in enumerate(ways)
        ]
        d, _, length = min(of_ways)
        rows.append([d, length])
    d, lengths = torch.tensor(rows, dtype=torch.double).T
    return (d.sum() / lengths.sum()).item(), (d > 0).double().mean().item()
