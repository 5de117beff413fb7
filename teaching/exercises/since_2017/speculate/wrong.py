# %% plain_greedy | points 3 | the text is right, but the target is called for every token: let it check several guesses in one call
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens = list(tokens)
    for _ in range(max_new_tokens):
        tokens.append(target(tokens)[-1].argmax().item())
    return tokens


# %% trusts_the_draft | points 0 | the guesses are kept without asking the target
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens = list(tokens)
    for _ in range(max_new_tokens):
        tokens.append(draft(tokens)[-1].argmax().item())
    return tokens


# %% nothing_free | points 4 | when all guesses are right, the target's choice for the position after them is known already: take it
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens, length = list(tokens), len(tokens) + max_new_tokens
    while len(tokens) < length:
        guess = list(tokens)
        for _ in range(n):
            guess.append(draft(guess)[-1].argmax().item())
        choice = target(guess).argmax(dim=-1).tolist()
        at = len(tokens)
        while at < len(guess) and guess[at] == choice[at - 1]:
            at += 1
        tokens = guess if at == len(guess) else [*guess[:at], choice[at - 1]]
    return tokens[:length]


# %% keeps_what_follows | points 1 | after a wrong guess nothing may be kept: what follows was guessed for another text
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens, length = list(tokens), len(tokens) + max_new_tokens
    while len(tokens) < length:
        guess = list(tokens)
        for _ in range(n):
            guess.append(draft(guess)[-1].argmax().item())
        choice = target(guess).argmax(dim=-1).tolist()
        tokens = tokens + choice[len(tokens) - 1 :]
    return tokens[:length]


# %% all_or_nothing | points 4 | the guesses before the first wrong one are right: keep them
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens, length = list(tokens), len(tokens) + max_new_tokens
    while len(tokens) < length:
        guess = list(tokens)
        for _ in range(n):
            guess.append(draft(guess)[-1].argmax().item())
        choice = target(guess).argmax(dim=-1).tolist()
        start = len(tokens)
        if guess[start:] == choice[start - 1 : -1]:
            tokens = [*guess, choice[-1]]
        else:
            tokens = [*tokens, choice[start - 1]]
    return tokens[:length]


# %% off_by_one | points 0 | row i of the logits scores the token after position i: the choice for position i stands in row i - 1
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens, length = list(tokens), len(tokens) + max_new_tokens
    while len(tokens) < length:
        guess = list(tokens)
        for _ in range(n):
            guess.append(draft(guess)[-1].argmax().item())
        choice = target(guess).argmax(dim=-1).tolist()
        at = len(tokens)
        while at < len(guess) and guess[at] == choice[at]:
            at += 1
        tokens = [*guess[:at], choice[min(at, len(guess) - 1)]]
    return tokens[:length]


# %% too_long | points 0 | exactly max_new_tokens are wanted: the last call may give more
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens, length = list(tokens), len(tokens) + max_new_tokens
    while len(tokens) < length:
        guess = list(tokens)
        for _ in range(n):
            guess.append(draft(guess)[-1].argmax().item())
        choice = target(guess).argmax(dim=-1).tolist()
        at = len(tokens)
        while at < len(guess) and guess[at] == choice[at - 1]:
            at += 1
        tokens = [*guess[:at], choice[at - 1]]
    return [*tokens, tokens[-1]] if len(tokens) == length else tokens


# %% changes_the_prompt | points 5 | the list that was handed in has grown: work on a copy
def speculate(target, draft, tokens, n, max_new_tokens):
    length = len(tokens) + max_new_tokens
    while len(tokens) < length:
        guess = list(tokens)
        for _ in range(n):
            guess.append(draft(guess)[-1].argmax().item())
        choice = target(guess).argmax(dim=-1).tolist()
        at = len(tokens)
        while at < len(guess) and guess[at] == choice[at - 1]:
            at += 1
        tokens[:] = [*guess[:at], choice[at - 1]]
    del tokens[length:]
    return tokens
