"""
keeps: 0
tells: the token with the smallest score was taken; greedy takes the largest
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        best = int(next_scores(list(tokens)).argmin())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]
