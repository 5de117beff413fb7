# %% right | prefix_first
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache, pad = model.encode(src), KeyValueCache(), model.pad_id
    rows = prefix.repeat(len(src), 1)
    logits = model.decode(rows, memory, src, cache=cache)[:, -1]
    for step in range(max_new_tokens):
        logits[:, pad] = float("-inf")
        token = logits.argmax(-1, keepdim=True)
        if step:
            stopped = (rows[:, len(prefix) :] == end_id).any(1, keepdim=True)
            token = torch.where(stopped, pad, token)
        rows = torch.cat([rows, token], 1)
        if step < max_new_tokens - 1:
            logits = model.decode(rows, memory, src, cache=cache)[:, -1]
    return rows


# %% right | filled_in
@torch.inference_mode()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory = model.encode(src)
    cache = KeyValueCache()
    first = len(prefix)
    rows = src.new_full((len(src), first + max_new_tokens), model.pad_id)
    rows[:, :first] = prefix
    going = torch.ones(len(src), dtype=torch.bool)
    for t in range(first, first + max_new_tokens):
        logits = model.decode(rows[:, :t], memory, src, cache=cache)[:, -1]
        logits[:, model.pad_id] = -math.inf
        best = logits.max(-1).indices
        rows[going, t] = best[going]
        going &= best != end_id
    return rows.clone()


# %% right | python_lists
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    rows = [prefix.tolist() for _ in src]
    ended = [False] * len(rows)
    for _ in range(max_new_tokens):
        logits = model.decode(torch.tensor(rows), memory, src, cache=cache)
        for i, line in enumerate(logits[:, -1].tolist()):
            line[model.pad_id] = -math.inf
            token = model.pad_id if ended[i] else line.index(max(line))
            rows[i].append(token)
            ended[i] = ended[i] or token == end_id
    return torch.tensor(rows)


# %% right | one_source_at_a_time
def complete(model, src, prefix, end_id, max_new_tokens):
    # The cache is that of the whole batch; only the choice is made one by one.
    rows = prefix.expand(len(src), -1).clone()
    cache = KeyValueCache()
    with torch.no_grad():
        memory = model.encode(src)
        done = set()
        for _ in range(max_new_tokens):
            logits = model.decode(rows, memory, src, cache=cache)[:, -1]
            column = []
            for i in range(len(src)):
                own = logits[i].clone()
                own[model.pad_id] = own.min() - 1
                choice = own.argmax().item() if i not in done else model.pad_id
                if choice == end_id:
                    done.add(i)
                column.append([choice])
            rows = torch.cat([rows, torch.tensor(column)], dim=1)
    return rows


# %% right | end_masked_afterwards
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    rows = prefix[None].expand(len(src), -1)
    allowed = torch.arange(model.projection.out_features) != model.pad_id
    for _ in range(max_new_tokens):
        logits = model.decode(rows, memory, src, cache=cache)[:, -1]
        token = logits.masked_fill(~allowed, -math.inf).argmax(-1)
        rows = torch.cat([rows, token[:, None]], dim=1)
    new = rows[:, len(prefix) :]
    ends = (new == end_id).int()
    after = ends.cumsum(1) - ends > 0
    new = new.masked_fill(after, model.pad_id)
    return torch.cat([rows[:, : len(prefix)], new], dim=1)


# %% right | columns_of_numpy
import numpy as np


def complete(model, src, prefix, end_id, max_new_tokens):
    with torch.no_grad():
        memory, cache = model.encode(src), KeyValueCache()
        B = src.size(0)
        columns = [np.full(B, t) for t in prefix.tolist()]
        over = np.zeros(B, dtype=bool)
        for _ in range(max_new_tokens):
            given = torch.from_numpy(np.stack(columns, axis=1))
            logits = model.decode(given, memory, src, cache=cache)[
                :, -1
            ].numpy()
            logits[:, model.pad_id] = -np.inf
            best = np.where(over, model.pad_id, logits.argmax(axis=1))
            over |= best == end_id
            columns.append(best)
    return np.column_stack(columns).astype(np.int32)


# %% wrong | no_cache | points 0 | every position went through the decoder again in each step; hand the same KeyValueCache to each call
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory = model.encode(src)
    tokens = prefix.expand(len(src), -1)
    ended = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src)[:, -1]
        logits[:, model.pad_id] = -math.inf
        token = logits.argmax(dim=-1).masked_fill(ended, model.pad_id)
        ended = ended | (token == end_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return tokens


# %% wrong | prefix_not_given | points 0 | the decoder has not seen the prefix, only the start; hand the whole prefix to the first call
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    tokens = prefix[:1].expand(len(src), -1)
    ended = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src, cache=cache)[:, -1]
        logits[:, model.pad_id] = -math.inf
        token = logits.argmax(dim=-1).masked_fill(ended, model.pad_id)
        ended = ended | (token == end_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return torch.cat([prefix.expand(len(src), -1), tokens[:, 1:]], dim=1)


# %% wrong | first_position_read | points 0 | the logits of the first new position were read; the next token comes from the last one
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    tokens = prefix.expand(len(src), -1)
    ended = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src, cache=cache)[:, 0]
        logits[:, model.pad_id] = -math.inf
        token = logits.argmax(dim=-1).masked_fill(ended, model.pad_id)
        ended = ended | (token == end_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return tokens


# %% wrong | goes_on_after_the_end | points 3 | a sequence went on after its end; what has ended gets padding
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    tokens = prefix.expand(len(src), -1)
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src, cache=cache)[:, -1]
        logits[:, model.pad_id] = -math.inf
        token = logits.argmax(dim=-1)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return tokens


# %% wrong | padding_chosen | points 4 | padding was chosen as a token; give its logit minus infinity
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    tokens = prefix.expand(len(src), -1)
    ended = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src, cache=cache)[:, -1]
        token = logits.argmax(dim=-1).masked_fill(ended, model.pad_id)
        ended = ended | (token == end_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return tokens


# %% wrong | source_padding_seen | points 0 | the decoder looked at the padding of the source; hand src to decode, which masks it
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    tokens = prefix.expand(len(src), -1)
    ended = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, cache=cache)[:, -1]
        logits[:, model.pad_id] = -math.inf
        token = logits.argmax(dim=-1).masked_fill(ended, model.pad_id)
        ended = ended | (token == end_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return tokens


# %% wrong | prefix_left_out | points 0 | the result has to begin with the prefix
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    tokens = prefix.expand(len(src), -1)
    ended = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src, cache=cache)[:, -1]
        logits[:, model.pad_id] = -math.inf
        token = logits.argmax(dim=-1).masked_fill(ended, model.pad_id)
        ended = ended | (token == end_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return tokens[:, len(prefix) :]


# %% wrong | all_end_with_the_first | points 3 | all sequences ended when one of them did; each ends by itself
@torch.no_grad()
def complete(model, src, prefix, end_id, max_new_tokens):
    memory, cache = model.encode(src), KeyValueCache()
    tokens = prefix.expand(len(src), -1)
    ended = False
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src, cache=cache)[:, -1]
        logits[:, model.pad_id] = -math.inf
        token = logits.argmax(dim=-1)
        if ended:
            token = torch.full_like(token, model.pad_id)
        ended = ended or bool((token == end_id).any())
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return tokens


# %% enemy | librarys_own | points 0 | the library's loop, which knows no beginning
def complete(model, src, prefix, end_id, max_new_tokens):
    tokens = model.generate(
        src,
        start_id=int(prefix[-1]),
        end_id=end_id,
        max_new_tokens=max_new_tokens,
    )[:, 1:]
    missing = max_new_tokens - tokens.shape[1]
    tokens = torch.nn.functional.pad(tokens, (0, missing))
    return torch.cat([prefix.expand(len(src), -1), tokens], dim=1)


# %% enemy | nothing_is_counted | points 0 | without a cache, where nobody counts the positions
def complete(model, src, prefix, end_id, max_new_tokens):
    for layer in model.decoder.layers:
        layer._forward_pre_hooks.clear()
    memory, tokens = model.encode(src), prefix.expand(len(src), -1)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1, 1:].argmax(-1) + 1
        ended = (tokens[:, len(prefix) :] == end_id).any(1)
        token = token.masked_fill(ended, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
    return tokens
