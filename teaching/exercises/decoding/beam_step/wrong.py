# %% best_of_each_sentence | points 0 | each sentence was continued by itself; choose among all continuations at once
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    values, tokens = (totals[:, None] + log_p).max(dim=1)
    n = min(num_beams, len(values))
    values, sentences = values.topk(n)
    return values, sentences, tokens[sentences]


# %% divided_by_sentences | points 1 | the place was divided by the number of sentences; a row has as many entries as tokens
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    best, place = (totals[:, None] + log_p).flatten().topk(num_beams)
    return best, place // len(totals), place % len(totals)


# %% exactly_enough_refused | points 3 | as many continuations as beams are enough; only fewer are an error
def beam_step(totals, log_p, num_beams):
    if log_p.numel() <= num_beams:
        raise ValueError("too few")
    best, place = (totals[:, None] + log_p).flatten().topk(num_beams)
    return best, place // log_p.shape[1], place % log_p.shape[1]


# %% least_likely | points 0 | the least likely came back; logarithms of probabilities are negative, the best is the largest
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals[:, None] + log_p).flatten()
    best, place = sums.topk(num_beams, largest=False)
    return best, place // log_p.shape[1], place % log_p.shape[1]


# %% multiplied | points 0 | totals and logarithms were multiplied; probabilities multiply, so their logarithms add
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals[:, None] * log_p).flatten()
    best, place = sums.topk(num_beams)
    return best, place // log_p.shape[1], place % log_p.shape[1]


# %% not_best_first | points 0 | these are the right ones in the order of the table; the best must come first
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals[:, None] + log_p).flatten()
    place = sums.topk(num_beams).indices.sort().values
    return sums[place], place // log_p.shape[1], place % log_p.shape[1]


# %% old_totals | points 0 | the totals of the chosen sentences came back as they were; the new token belongs to them
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    place = (totals[:, None] + log_p).flatten().topk(num_beams).indices
    size = log_p.shape[1]
    return totals[place // size], place // size, place % size


# %% swapped | points 1 | sentences and tokens are swapped; the second tensor says which sentence is continued
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    best, place = (totals[:, None] + log_p).flatten().topk(num_beams)
    size = log_p.shape[1]
    return best, place % size, place // size


# %% too_few_accepted | points 3 | more beams than continuations must raise a ValueError, not give fewer
def beam_step(totals, log_p, num_beams):
    sums = (totals[:, None] + log_p).flatten()
    best, place = sums.topk(min(num_beams, len(sums)))
    return best, place // log_p.shape[1], place % log_p.shape[1]


# %% totals_forgotten | points 0 | the totals so far have no influence; add the one of each sentence to its row
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    best, place = log_p.flatten().topk(num_beams)
    return best, place // log_p.shape[1], place % log_p.shape[1]


# %% with_remainder | points 1 | the sentences are broken numbers; divide without remainder, //
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    best, place = (totals[:, None] + log_p).flatten().topk(num_beams)
    return best, place / log_p.shape[1], place % log_p.shape[1]
