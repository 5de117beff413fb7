"""
keeps: 3
tells: the limit has no influence; a loop that writes needs one, since end may never come
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while True:
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]
