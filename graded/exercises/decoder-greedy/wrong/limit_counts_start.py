"""
keeps: 3
tells: the limit comes one token too early; start does not count
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while len(tokens) < limit:
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]
