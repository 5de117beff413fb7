from itertools import islice


def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]

    def step():
        return int(torch.argmax(next_scores(list(tokens))))

    for token in islice(iter(step, end_id), limit):
        tokens.append(token)
        if len(tokens) > limit:
            break
    return tokens[1:]
