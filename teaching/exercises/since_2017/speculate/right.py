# %% never_too_far
def speculate(target, draft, tokens, n, max_new_tokens):
    """Guess no more than are still needed."""
    tokens, left = list(tokens), max_new_tokens
    while left:
        guess = list(tokens)
        for _ in range(min(n, left - 1)):
            guess.append(int(draft(guess)[-1].argmax()))
        choice = target(guess).argmax(-1)
        kept = len(tokens)
        while kept < len(guess) and guess[kept] == choice[kept - 1]:
            kept += 1
        new = [*guess[len(tokens) : kept], int(choice[kept - 1])]
        tokens, left = tokens + new, left - len(new)
    return tokens


# %% first_difference
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens = list(tokens)
    wanted = len(tokens) + max_new_tokens
    while len(tokens) < wanted:
        start = len(tokens)
        guess = tokens[:]
        for _ in range(n):
            guess.append(torch.argmax(draft(guess)[-1]).item())
        choice = target(guess)[start - 1 :].argmax(dim=1).tolist()
        wrong = [i for i in range(n) if guess[start + i] != choice[i]]
        right = wrong[0] if wrong else n
        tokens += choice[: right + 1]
    return tokens[:wanted]


# %% cumulative_product
def speculate(target, draft, tokens, n, max_new_tokens):
    done = torch.tensor(tokens)
    wanted = len(done) + max_new_tokens
    while len(done) < wanted:
        guess = done
        for _ in range(n):
            guess = torch.cat([guess, draft(guess)[-1:].argmax(-1)])
        choice = target(guess).argmax(-1)[len(done) - 1 :]
        right = (guess[len(done) :] == choice[:-1]).int().cumprod(0).sum()
        done = torch.cat([done, choice[: right + 1]])
    return done[:wanted].tolist()


# %% for_else
def speculate(target, draft, tokens, n, max_new_tokens):
    written = []
    while len(written) < max_new_tokens:
        known = list(tokens) + written
        guesses = []
        for _ in range(n):
            guesses.append(draft(known + guesses)[-1].argmax().item())
        rows = target(known + guesses)
        for i, guess in enumerate(guesses):
            choice = rows[len(known) - 1 + i].argmax().item()
            written.append(choice)
            if choice != guess:
                break
        else:
            written.append(rows[-1].argmax().item())
    return list(tokens) + written[:max_new_tokens]


# %% helper
def _greedy(model, tokens, count):
    for _ in range(count):
        tokens = [*tokens, model(tokens)[-1].argmax().item()]
    return tokens


def speculate(target, draft, tokens, n, max_new_tokens):
    end = len(tokens) + max_new_tokens
    while len(tokens) < end:
        guess = _greedy(draft, tokens, n)
        choice = [guess[0], *target(guess).argmax(-1).tolist()]
        i = len(tokens)
        while i < len(guess) and guess[i] == choice[i]:
            i += 1
        tokens = guess[:i] + choice[i : i + 1]
    return tokens[:end]


# %% recursive
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens = list(tokens)
    if max_new_tokens <= 0:
        return tokens
    guess = tokens.copy()
    while len(guess) < len(tokens) + n:
        guess += draft(guess)[-1:].argmax(-1).tolist()
    best = target(guess).argmax(-1).tolist()
    new = []
    for at in range(len(tokens), len(guess) + 1):
        new.append(best[at - 1])
        if at == len(guess) or guess[at] != best[at - 1]:
            break
    new = new[:max_new_tokens]
    return speculate(target, draft, tokens + new, n, max_new_tokens - len(new))
