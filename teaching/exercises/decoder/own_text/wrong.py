# %% greedy | points 0 | the most probable token was taken each time; sample with torch.multinomial
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens, losses = [start_id], []
    while tokens[-1] != end_id and len(tokens) < 60:
        losses.append(-table[tokens[-1]].max().log().item())
        tokens.append(int(table[tokens[-1]].argmax()))
    return math.exp(sum(losses) / len(losses))


# %% sum_of_losses | points 0 | this is the exponential of the loss per sentence; a perplexity is per token
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


# %% no_exponential | points 0 | this is the mean loss; the perplexity is its exponential
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


# %% base_two | points 0 | the logarithm is natural, but the power is one of 2; take exp
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens = torch.full((sentences,), start_id)
    loss, count = 0.0, 0
    while len(tokens):
        following = torch.multinomial(table[tokens], 1, generator=generator)
        following = following[:, 0]
        loss -= table[tokens, following].log().sum().item()
        count += len(tokens)
        tokens = following[following != end_id]
    return 2 ** (loss / count)


# %% end_not_counted | points 0 | the end was left out; it is a token that has to be predicted like any other
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


# %% mean_of_probabilities | points 0 | the mean of the probabilities was inverted; take the mean of their logarithms
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


# %% uniform_sampling | points 0 | the sentences were not sampled with the probabilities of the table but uniformly
def own_perplexity(table, start_id, end_id, sentences, generator):
    tokens = torch.full((sentences,), start_id)
    loss, count = 0.0, 0
    while len(tokens):
        following = torch.multinomial(
            (table[tokens] > 0).float(), 1, generator=generator
        )
        following = following[:, 0]
        loss -= table[tokens, following].log().sum().item()
        count += len(tokens)
        tokens = following[following != end_id]
    return math.exp(loss / count)


# %% mean_over_the_rows | points 0 | all rows of the table were counted alike; tokens that come more often count more
def own_perplexity(table, start_id, end_id, sentences, generator):
    rows = [i for i in range(len(table)) if i != end_id]
    entropy = torch.special.entr(table[rows]).sum(dim=1)
    return entropy.mean().exp().item()


# %% first_token_only | points 0 | only the first token of each sentence was scored; go on until each sentence has ended
def own_perplexity(table, start_id, end_id, sentences, generator):
    entropy = torch.special.entr(table[start_id]).sum()
    return entropy.exp().item()
