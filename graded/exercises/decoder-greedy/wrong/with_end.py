"""
keeps: 2
tells: end is in your answer; look whether the token is end before you append it
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        tokens.append(int(next_scores(list(tokens)).argmax()))
        if tokens[-1] == end_id:
            break
    return tokens[1:]
