"""
keeps: 0
tells: next_scores was asked without start; it stands at the head of the list in every question
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = []
    for _ in range(limit):
        best = int(next_scores(tokens or [start_id]).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens
