"""
keeps: 3
tells: the list holds tensors; int(…) makes a plain number of each
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        best = next_scores(list(tokens)).argmax()
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]
