"""
keeps: 1
tells: >-
  this is the mean of each word's rate; add up the edits and the sounds first, then divide
  once
"""


def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")
    rates, wrong = [], 0
    for ours, ways in zip(said, listed):
        nearest = min(ways, key=lambda way: edit_distance(ours, way))
        rates.append(edit_distance(ours, nearest) / len(nearest))
        wrong += ours not in ways
    return sum(rates) / len(rates), wrong / len(said)
