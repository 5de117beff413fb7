"""
keeps: 3
tells: one token more than the limit was written
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while len(tokens) <= limit + 1:
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]
