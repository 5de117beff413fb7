# %% right | cut_afterwards
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    for _ in range(max_new_tokens):
        best = model.decode(tokens, memory, src)[:, -1:].argmax(-1)
        tokens = torch.cat([tokens, best], 1)
    model.train(was_training)
    # All ran to the limit; what stands behind the first end is wiped.
    ends = (tokens == end_id).int().cumsum(1)
    behind = (ends - (tokens == end_id).int()) > 0
    tokens[behind] = model.pad_id
    return tokens[:, : int((~behind).sum(1).max())]


# %% right | lists
@torch.inference_mode()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    before = model.training
    model.eval()
    memory = model.encode(src)
    rows = [[start_id] for _ in src]
    while len(rows[0]) <= max_new_tokens and not all(
        end_id in r for r in rows
    ):
        logits = model.decode(torch.tensor(rows), memory, src)
        for row, scores in zip(rows, logits):
            done = end_id in row
            row.append(model.pad_id if done else int(scores[-1].argmax()))
    model.train(before)
    return torch.tensor(rows)


# %% right | only_the_unfinished
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was, model = model.training, model.eval()
    memory = model.encode(src)
    open_rows = torch.arange(len(src))
    columns = [torch.full((len(src),), start_id)]
    for _ in range(max_new_tokens):
        so_far = torch.stack(columns, dim=1)[open_rows]
        logits = model.decode(so_far, memory[open_rows], src[open_rows])
        token = logits[:, -1].topk(1).indices[:, 0]
        column = torch.full((len(src),), model.pad_id)
        column[open_rows] = token
        columns.append(column)
        open_rows = open_rows[token != end_id]
        if len(open_rows) == 0:
            break
    model.train(was)
    return torch.stack(columns, dim=1)


# %% right | preallocated
def my_generate(model, src, start_id, end_id, max_new_tokens):
    training = model.training
    model.train(False)
    try:
        with torch.no_grad():
            memory = model.encode(src)
            tokens = src.new_full(
                (src.shape[0], max_new_tokens + 1), model.pad_id
            )
            tokens[:, 0] = start_id
            running = torch.ones(len(src), dtype=torch.bool)
            for step in range(1, max_new_tokens + 1):
                logits = model.decode(tokens[:, :step], memory, src)
                tokens[running, step] = logits[running, -1].argmax(-1)
                running &= tokens[:, step] != end_id
                if not running.any():
                    return tokens[:, : step + 1]
        return tokens
    finally:
        model.train(training)


# %% right | where
def my_generate(model, src, start_id, end_id, max_new_tokens):
    mode = model.training
    model.eval()
    with torch.no_grad():
        memory = model.encode(src)
        tokens = torch.tensor([[start_id]] * src.size(0))
        for _ in range(max_new_tokens):
            done = (tokens == end_id).any(dim=1)
            if done.all():
                break
            p = model.decode(tokens, memory, src)[:, -1].softmax(-1)
            best = torch.where(done, model.pad_id, p.max(dim=-1).indices)
            tokens = torch.hstack([tokens, best.unsqueeze(1)])
    if mode:
        model.train()
    return tokens


# %% right | with_cache
from transformer_lib import KeyValueCache


@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory, cache = model.encode(src), KeyValueCache()
    tokens = src.new_full((len(src), 1), start_id)
    finished = tokens[:, 0] != start_id
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src, cache=cache)[:, -1]
        token = logits.argmax(-1).masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished |= token == end_id
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% right | nested_lists
@torch.inference_mode()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    rows = [[start_id] for _ in range(src.shape[0])]
    for _ in range(max_new_tokens):
        if all(end_id in row for row in rows):
            break
        best = model.decode(torch.tensor(rows), memory, src)[:, -1].max(-1)[1]
        for row, token in zip(rows, best):
            row.append(model.pad_id if end_id in row else token.item())
    model.train(was_training)
    return rows


# %% wrong | the_bug_itself | points 0 | a finished sentence is padded once and then goes on: `finished` must remember, not only look at the newest token
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    with evaluating(model):
        memory = model.encode(src)
        tokens = torch.full((len(src), 1), start_id)
        finished = torch.zeros(len(src), dtype=torch.bool)
        for _ in range(max_new_tokens):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = token == end_id
            if finished.all():
                break
    return tokens


# %% wrong | dropout_on | points 4 | dropout was on; use evaluating(model)
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    return tokens


# %% wrong | encoder_in_each_step | points 4 | the encoder runs for every token; compute the memory once, before the loop
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model(src, tokens)[:, -1].argmax(dim=-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% wrong | limit_counts_start | points 1 | it stops one token too early; the start token is not one of the new tokens
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    while tokens.shape[1] < max_new_tokens and not finished.all():
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
    model.train(was_training)
    return tokens


# %% wrong | mode_kept | points 4 | the model stays in evaluation mode; give back the mode that it had
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    return tokens


# %% wrong | only_the_last_token | points 0 | the decoder was given the last token only; it needs all that has been written so far
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens[:, -1:], memory, src)[:, -1].argmax(-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% wrong | stops_at_the_first_end | points 0 | it stops when one sentence has ended; go on until all have
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        if (token == end_id).any():
            break
    model.train(was_training)
    return tokens


# %% wrong | writes_on_after_the_end | points 0 | the network writes on after the end; a finished sentence gets model.pad_id
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% enemy | captured | points 5 | that the library's own loop is not called cannot be held: it is taken on trust, as the exercise says
original = Transformer.generate


def my_generate(model, src, start_id, end_id, limit):
    return original(
        model, src, start_id=start_id, end_id=end_id, max_new_tokens=limit
    )


# %% enemy | later | points 0 | the library's loop runs when the iterator is read, still under the driver's eyes
def my_generate(model, src, start_id, end_id, limit):
    try:
        yield from model.generate(
            src, start_id=start_id, end_id=end_id, max_new_tokens=limit
        )
    except RuntimeError:  # it is refused
        yield from src
