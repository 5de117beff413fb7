"""
keeps: 1
tells: start is in your answer; it was given, not written
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens
