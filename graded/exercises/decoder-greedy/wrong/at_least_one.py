"""
keeps: 3
tells: with limit 0 nothing may be written and nothing asked; look at the limit first
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while True:
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
        if len(tokens) > limit:
            break
    return tokens[1:]
