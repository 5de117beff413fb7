# %% right | numpy_sums
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    import numpy as np

    beams, best = [([start_id], 0.0, 0.0)], (-math.inf, None)
    for length in range(1, max_new_tokens + 1):
        candidates = []
        for tokens, total, read in beams:
            log_p, weights = next_token(tokens)
            read = read + np.array(weights)
            candidates += [
                (tokens + [i], total + x, read) for i, x in enumerate(log_p)
            ]
        candidates.sort(key=lambda c: c[1], reverse=True)
        beams = []
        for tokens, total, read in candidates[:num_beams]:
            if tokens[-1] == end_id or length == max_new_tokens:
                value = (
                    total / length**alpha
                    + beta * np.log(np.minimum(read, 1)).sum()
                )
                best = max(best, (float(value), tokens))
            else:
                beams.append((tokens, total, read))
        if not beams:
            break
    return best[1], best[0]


# %% right | heap
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    import heapq

    def score(total, tokens, read):
        n = len(tokens) - 1
        return total / n**alpha + beta * sum(
            math.log(min(r, 1.0)) for r in read
        )

    alive, done = [(0.0, (start_id,), None)], []
    while alive and len(alive[0][1]) <= max_new_tokens:
        longer = []
        for total, tokens, read in alive:
            log_p, weights = next_token(list(tokens))
            read = (
                weights
                if read is None
                else [a + b for a, b in zip(read, weights)]
            )
            longer += [
                (total + x, (*tokens, i), read) for i, x in enumerate(log_p)
            ]
        longer = heapq.nlargest(num_beams, longer, key=lambda each: each[0])
        done += [each for each in longer if each[1][-1] == end_id]
        alive = [each for each in longer if each[1][-1] != end_id]
    tokens = max(done + alive, key=lambda each: score(*each))
    return list(tokens[1]), score(*tokens)


# %% right | class_of_hypotheses
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    class Hypothesis:
        def __init__(self, tokens, total, steps):
            self.tokens, self.total, self.steps = tokens, total, steps

        def grow(self):
            log_p, weights = next_token(self.tokens)
            for token, value in enumerate(log_p):
                yield Hypothesis(
                    [*self.tokens, token],
                    self.total + value,
                    [*self.steps, weights],
                )

        def score(self):
            read = [min(sum(column), 1.0) for column in zip(*self.steps)]
            length = len(self.tokens) - 1
            return self.total / length**alpha + beta * sum(map(math.log, read))

    unfinished, finished = [Hypothesis([start_id], 0.0, [])], []
    for _ in range(max_new_tokens):
        grown = [child for parent in unfinished for child in parent.grow()]
        grown = sorted(grown, key=lambda h: h.total)[-num_beams:]
        finished += [h for h in grown if h.tokens[-1] == end_id]
        unfinished = [h for h in grown if h.tokens[-1] != end_id]
    best = max(finished + unfinished, key=Hypothesis.score)
    return best.tokens, best.score()


# %% right | weights_asked_again
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    def score(tokens, total):
        read = sum(
            torch.tensor(next_token(tokens[:i])[1], dtype=torch.float64)
            for i in range(1, len(tokens))
        )
        length = len(tokens) - 1
        return (
            total / length**alpha + beta * read.clamp(max=1).log().sum().item()
        )

    beams, finished = {(start_id,): 0.0}, {}
    for _ in range(max_new_tokens):
        longer = {
            (*tokens, i): total + value
            for tokens, total in beams.items()
            for i, value in enumerate(next_token(list(tokens))[0])
        }
        kept = sorted(longer, key=longer.get, reverse=True)[:num_beams]
        finished |= {t: longer[t] for t in kept if t[-1] == end_id}
        beams = {t: longer[t] for t in kept if t[-1] != end_id}
    finished |= beams
    best = max(finished, key=lambda t: score(list(t), finished[t]))
    return list(best), score(list(best), finished[best])


# %% right | tensors
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    rows, totals, reads, results = (
        [[start_id]],
        torch.zeros(1, dtype=torch.float64),
        [0.0],
        [],
    )
    for step in range(1, max_new_tokens + 1):
        asked = [next_token(row) for row in rows]
        log_p = torch.tensor([each[0] for each in asked], dtype=torch.float64)
        table = (totals[:, None] + log_p).flatten()
        best, index = table.topk(min(num_beams, len(table)))
        parents, tokens = index // log_p.shape[1], index % log_p.shape[1]
        grown = []
        for total, parent, token in zip(
            best, parents.tolist(), tokens.tolist()
        ):
            read = reads[parent] + torch.tensor(
                asked[parent][1], dtype=torch.float64
            )
            grown.append((total, [*rows[parent], token], read))
        for total, row, read in grown:
            if row[-1] == end_id or step == max_new_tokens:
                value = (
                    total / step**alpha
                    + beta * torch.log(read.clamp(max=1)).sum()
                )
                results.append((value.item(), row))
        grown = [each for each in grown if each[1][-1] != end_id]
        if not grown:
            break
        rows, reads = [each[1] for each in grown], [each[2] for each in grown]
        totals = torch.stack([each[0] for each in grown])
    value, row = max(results)
    return row, value


# %% wrong | no_coverage | points 2 | the coverage has no influence; add beta times the sum of the logarithms
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total / step**alpha
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% wrong | not_capped | points 2 | a position that is read more than once counted for more than 1; take the smaller of the sum and 1
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.log().sum().item()
                score = total / step**alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% wrong | last_weights_only | points 2 | only the last step's weights were counted; add up those of all steps
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights)
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total / step**alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% wrong | length_with_the_start | points 0 | the start was counted in the length; only tokens that were chosen count
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total / (step + 1) ** alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% wrong | no_length | points 0 | the score was not divided by the length to the power of alpha
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% wrong | coverage_of_the_log | points 2 | the logarithm was taken of each step's weights; add the weights up first, then take it
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights).log() + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=0.0).sum().item()
                score = total / step**alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% enemy | greedy | points 0 | the most probable token each time, which a beam often ends at too
import math

import numpy as np


def cover(next_token, start, end, most, beams, alpha, beta):
    tokens, total, read = [start], 0.0, 0.0
    while len(tokens) <= most and (len(tokens) < 2 or tokens[-1] != end):
        log_p, weights = next_token(tokens)
        read = np.array(weights) + read
        total += max(log_p)
        tokens.append(log_p.index(max(log_p)))
    covered = np.log(np.minimum(read, 1)).sum()
    return tokens, total / (len(tokens) - 1) ** alpha + beta * covered


# %% enemy | everything | points 0 | every text that there is, up to some length, without any beams
import math

import numpy as np


def cover(next_token, start, end, most, beams, alpha, beta):
    most = min(most, 4)
    best, todo = (-math.inf, []), [([start], 0.0, 0.0)]
    while todo:
        tokens, total, read = todo.pop()
        log_p, weights = next_token(tokens)
        read = np.array(weights) + read
        for i, value in enumerate(log_p):
            longer = [*tokens, i]
            if i == end or len(tokens) == most:
                score = (total + value) / len(tokens) ** alpha
                score += beta * np.log(np.minimum(read, 1)).sum()
                best = max(best, (score, longer))
            else:
                todo.append((longer, total + value, read))
    return best[1], best[0]
