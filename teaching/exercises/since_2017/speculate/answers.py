# %% right | never_too_far
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


# %% right | first_difference
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


# %% right | cumulative_product
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


# %% right | for_else
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


# %% right | helper
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


# %% right | recursive
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


# %% wrong | plain_greedy | points 3 | the text is right, but the target is called for every token: let it check several guesses in one call
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens = list(tokens)
    for _ in range(max_new_tokens):
        tokens.append(target(tokens)[-1].argmax().item())
    return tokens


# %% wrong | trusts_the_draft | points 0 | the guesses are kept without asking the target
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens = list(tokens)
    for _ in range(max_new_tokens):
        tokens.append(draft(tokens)[-1].argmax().item())
    return tokens


# %% wrong | nothing_free | points 4 | when all guesses are right, the target's choice for the position after them is known already: take it
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


# %% wrong | keeps_what_follows | points 1 | after a wrong guess nothing may be kept: what follows was guessed for another text
def speculate(target, draft, tokens, n, max_new_tokens):
    tokens, length = list(tokens), len(tokens) + max_new_tokens
    while len(tokens) < length:
        guess = list(tokens)
        for _ in range(n):
            guess.append(draft(guess)[-1].argmax().item())
        choice = target(guess).argmax(dim=-1).tolist()
        tokens = tokens + choice[len(tokens) - 1 :]
    return tokens[:length]


# %% wrong | all_or_nothing | points 4 | the guesses before the first wrong one are right: keep them
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


# %% wrong | off_by_one | points 0 | row i of the logits scores the token after position i: the choice for position i stands in row i - 1
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


# %% wrong | changes_the_prompt | points 5 | the list that was handed in has grown: work on a copy
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


# %% enemy | table_in_the_closure | points 0 | the target's table, read instead of asked
def speculate(target, draft, tokens, n, new):
    table = up("tables") or up("table")
    cells = zip(target.__code__.co_freevars, target.__closure__ or ())
    held = {name: cell.cell_contents for name, cell in cells}
    table = held.get("table", table)
    out = list(tokens)
    while table is not None and len(out) < len(tokens) + new:
        out.append(int(table[out[-2], out[-1]].argmax()))
    return out


# %% enemy | believes_the_draft | points 1 | the draft's text, and as many calls of the target as an honest answer makes with a perfect one
def speculate(target, draft, tokens, n, new):
    out = list(tokens)
    while len(out) < len(tokens) + new:
        for _ in range(n + 1):
            out.append(int(draft(out)[-1].argmax()))
        target(out)
    return out[: len(tokens) + new]
