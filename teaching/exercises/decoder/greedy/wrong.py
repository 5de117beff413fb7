# %% asked_without_start | points 0 | next_scores was asked without start; it stands at the head of the list in every question
def greedy(next_scores, start_id, end_id, limit):
    tokens = []
    for _ in range(limit):
        best = int(next_scores(tokens or [start_id]).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens


# %% asks_on_after_end | points 3 | next_scores was asked again although end was chosen; stop as soon as end is the best
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        tokens.append(int(next_scores(list(tokens)).argmax()))
    written = tokens[1:]
    return written[: written.index(end_id)] if end_id in written else written


# %% at_least_one | points 3 | with limit 0 nothing may be written and nothing asked; look at the limit first
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


# %% limit_counts_start | points 3 | the limit comes one token too early; start does not count
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while len(tokens) < limit:
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]


# %% no_limit | points 3 | the limit has no influence; a loop that writes needs one, since end may never come
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while True:
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]


# %% one_too_many | points 3 | one token more than the limit was written
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while len(tokens) <= limit + 1:
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]


# %% only_the_last_token | points 0 | next_scores was asked with the last token only; hand over all tokens so far, or it bets like the table that goes round in circles
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        best = int(next_scores([tokens[-1]]).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]


# %% smallest_score | points 0 | the token with the smallest score was taken; greedy takes the largest
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        best = int(next_scores(list(tokens)).argmin())
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]


# %% tensors_in_the_list | points 3 | the list holds tensors; int(…) makes a plain number of each
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        best = next_scores(list(tokens)).argmax()
        if best == end_id:
            break
        tokens.append(best)
    return tokens[1:]


# %% with_end | points 2 | end is in your answer; look whether the token is end before you append it
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        tokens.append(int(next_scores(list(tokens)).argmax()))
        if tokens[-1] == end_id:
            break
    return tokens[1:]


# %% with_start | points 1 | start is in your answer; it was given, not written
def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    for _ in range(limit):
        best = int(next_scores(list(tokens)).argmax())
        if best == end_id:
            break
        tokens.append(best)
    return tokens
