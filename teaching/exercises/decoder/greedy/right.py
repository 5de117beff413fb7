# %% generator
def greedy(next_scores, start_id, end_id, limit):
    def write():
        tokens = [start_id]
        for _ in range(limit):
            tokens.append(max_index(next_scores(tokens).tolist()))
            if tokens[-1] == end_id:
                return
            yield tokens[-1]

    def max_index(numbers):
        return numbers.index(max(numbers))

    return list(write())


# %% iter_sentinel
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


# %% recursive
def greedy(next_scores, start_id, end_id, limit, so_far=()):
    if len(so_far) == limit:
        return list(so_far)
    _, best = torch.max(next_scores([start_id, *so_far]), dim=0)
    if best == end_id:
        return list(so_far)
    return greedy(next_scores, start_id, end_id, limit, (*so_far, int(best)))


# %% softmax_first
def greedy(next_scores, start_id, end_id, limit):
    written = []
    while len(written) < limit:
        p = next_scores([start_id] + written).softmax(-1)
        written += [int(p.topk(1).indices)]
        if written[-1] == end_id:
            written.pop()
            break
    return written


# %% tensor_kept
def greedy(next_scores, start_id, end_id, limit):
    tokens = torch.tensor([start_id])
    for step in range(limit):
        best = next_scores(tokens.tolist()).argmax()
        if best.item() == end_id:
            break
        tokens = torch.cat([tokens, best.reshape(1)])
    return tokens[1:].tolist()


# %% while_loop
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while len(tokens) - 1 < limit:
        scores = next_scores(tokens)
        token = scores.argmax().item()
        if token == end_id:
            return tokens[1:]
        tokens.append(token)
    return tokens[1:]
