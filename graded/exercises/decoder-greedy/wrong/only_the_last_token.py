"""
keeps: 0
tells: >-
  next_scores was asked with the last token only; hand over all tokens so far, or it bets like
  the table that goes round in circles
"""


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        best = int(next_scores([tokens[-1]]).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]
