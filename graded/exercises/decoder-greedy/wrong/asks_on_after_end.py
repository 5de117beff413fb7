"""
keeps: 3
tells: next_scores was asked again although end was chosen; stop as soon as end is the best
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        tokens.append(int(next_scores(list(tokens)).argmax()))
    written = tokens[1:]
    return written[: written.index(end_id)] if end_id in written else written
