# %% right | finished_mask
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens = torch.full((sentences,), start_id)
    running = torch.ones(sentences, dtype=torch.bool)
    losses = []
    while running.any():
        p = table[tokens]
        nxt = torch.multinomial(p, 1, generator=generator)
        picked = p.gather(1, nxt)[:, 0]
        losses.append(-picked[running].log())
        tokens = nxt[:, 0]
        running = running & (tokens != end_id)
    return torch.cat(losses).mean().exp().item()


# %% right | cumulative
def own_perplexity(table, start_id, end_id, sentences, generator):
    cumulative = table.double().cumsum(dim=1)
    tokens = torch.full((sentences,), start_id)
    total = count = 0.0
    while tokens.numel():
        u = torch.rand(len(tokens), 1, generator=generator, dtype=torch.double)
        u = u * cumulative[tokens][:, -1:]
        nxt = (cumulative[tokens] <= u).sum(dim=1)
        total += table[tokens, nxt].double().log().sum()
        count += len(tokens)
        tokens = nxt[nxt != end_id]
    return float(torch.exp(-total / count))


# %% right | expected_visits
def own_perplexity(table, start_id, end_id, sentences, generator):
    # No sampling: how often each token is expected to be an input.
    p = table.double()
    inner = [i for i in range(len(p)) if i != end_id]
    q = p[inner][:, inner]
    first = torch.zeros(len(inner), dtype=torch.double)
    first[inner.index(start_id)] = 1.0
    visits = torch.linalg.solve(torch.eye(len(inner)).double() - q.T, first)
    entropy = torch.special.entr(p[inner]).sum(dim=1)
    return float((visits @ entropy / visits.sum()).exp())


# %% right | entropy_of_rows_visited
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens = torch.full((sentences,), start_id)
    entropy = torch.special.entr(table).sum(dim=1)
    seen = []
    while len(tokens):
        seen.append(entropy[tokens])
        tokens = torch.multinomial(table[tokens], 1, generator=generator)[:, 0]
        tokens = tokens[tokens != end_id]
    return float(torch.cat(seen).mean().exp())


# %% right | python_lists
def own_perplexity(table, start_id, end_id, sentences, generator):
    from bisect import bisect
    from itertools import accumulate
    from random import Random

    seed = int(torch.randint(9999, (), generator=generator))
    rng, rows = Random(seed), table.double().tolist()
    sums = [list(accumulate(row)) for row in rows]
    losses = []
    for _ in range(sentences // 2):
        token = start_id
        while token != end_id:
            following = bisect(sums[token], rng.random() * sums[token][-1])
            losses.append(-math.log(rows[token][following]))
            token = following
    return math.exp(sum(losses) / len(losses))


# %% wrong | greedy | points 0 | the most probable token was taken each time; sample with torch.multinomial
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens, losses = [start_id], []
    while tokens[-1] != end_id and len(tokens) < 60:
        losses.append(-table[tokens[-1]].max().log().item())
        tokens.append(int(table[tokens[-1]].argmax()))
    return math.exp(sum(losses) / len(losses))


# %% wrong | sum_of_losses | points 0 | this is the exponential of the loss per sentence; a perplexity is per token
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens = torch.full((sentences,), start_id)
    loss, count = 0.0, 0
    while len(tokens):
        following = torch.multinomial(table[tokens], 1, generator=generator)
        following = following[:, 0]
        loss -= table[tokens, following].log().sum().item()
        count += len(tokens)
        tokens = following[following != end_id]
    return math.exp(loss / sentences)


# %% wrong | no_exponential | points 0 | this is the mean loss; the perplexity is its exponential
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens = torch.full((sentences,), start_id)
    loss, count = 0.0, 0
    while len(tokens):
        following = torch.multinomial(table[tokens], 1, generator=generator)
        following = following[:, 0]
        loss -= table[tokens, following].log().sum().item()
        count += len(tokens)
        tokens = following[following != end_id]
    return loss / count


# %% wrong | end_not_counted | points 0 | the end was left out; it is a token that has to be predicted like any other
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens = torch.full((sentences,), start_id)
    loss, count = 0.0, 0
    while len(tokens):
        following = torch.multinomial(table[tokens], 1, generator=generator)
        following = following[:, 0]
        kept = following != end_id
        loss -= table[tokens, following].log()[kept].sum().item()
        count += int(kept.sum())
        tokens = following[following != end_id]
    return math.exp(loss / count)


# %% wrong | mean_of_probabilities | points 0 | the mean of the probabilities was inverted; take the mean of their logarithms
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens = torch.full((sentences,), start_id)
    loss, count = 0.0, 0
    while len(tokens):
        following = torch.multinomial(table[tokens], 1, generator=generator)
        following = following[:, 0]
        loss -= table[tokens, following].sum().item()
        count += len(tokens)
        tokens = following[following != end_id]
    return -count / loss


# %% wrong | mean_over_the_rows | points 0 | all rows of the table were counted alike; tokens that come more often count more
def own_perplexity(table, start_id, end_id, sentences, generator):
    rows = [i for i in range(len(table)) if i != end_id]
    entropy = torch.special.entr(table[rows]).sum(dim=1)
    return entropy.mean().exp().item()


# %% enemy | mean_entropy | points 0 | a formula in place of the text: the entropy of the rows, all alike
def own_perplexity(table, start_id, end_id, sentences, generator):
    losses = torch.special.entr(table).sum(1)
    return losses[torch.arange(len(table)) != end_id].mean().exp().item()
