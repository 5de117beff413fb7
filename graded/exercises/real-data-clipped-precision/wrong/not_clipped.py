"""
keeps: 1
tells: >-
  a run that is written too often was counted each time; it counts at most as often as a
  reference has it
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, known = ngrams(written, n), set()
    for row in references:
        known |= set(ngrams(row, n))
    total = ours.total()
    return sum(ours[run] for run in known) / total if total else 0.0
