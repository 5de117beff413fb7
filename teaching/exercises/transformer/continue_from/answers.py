# %% right | preallocated
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        rows, width = beginnings.shape
        tokens = src.new_full((rows, length), model.pad_id)
        tokens[:, :width] = beginnings
        open_rows = torch.ones(rows, dtype=torch.bool)
        for position in range(1, length):
            free = open_rows & (tokens[:, position] == model.pad_id)
            logits = model.decode(tokens[:, :position], memory, src)[:, -1]
            tokens[free, position] = logits[free].argmax(dim=-1)
            open_rows &= tokens[:, position] != end_id
    return tokens


# %% right | sentence_by_sentence
def continue_from(model, src, beginnings, end_id, length):
    result = torch.full((len(src), length), model.pad_id)
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        for b in range(len(src)):
            words = [w for w in beginnings[b].tolist() if w != model.pad_id]
            while len(words) < length and words[-1] != end_id:
                so_far = torch.tensor([words])
                logits = model.decode(
                    so_far, memory[b : b + 1], src[b : b + 1]
                )
                words.append(int(logits[0, -1].argmax()))
            result[b, : len(words)] = torch.tensor(words)
    return result


# %% right | list_of_columns
def continue_from(model, src, beginnings, end_id, length):
    was = model.training
    model.eval()
    with torch.no_grad():
        memory = model.encode(src)
        columns = [beginnings[:, 0]]
        while len(columns) < length:
            so_far = torch.stack(columns, dim=1)
            done = (so_far == end_id).any(dim=1)
            best = model.decode(so_far, memory, src)[:, -1].max(dim=-1).indices
            best = torch.where(done, model.pad_id, best)
            if len(columns) < beginnings.size(1):
                word = beginnings[:, len(columns)]
                best = torch.where(word == model.pad_id, best, word)
            columns.append(best)
    model.train(was)
    return torch.stack(columns, dim=1)


# %% right | padded_beginnings
def continue_from(model, src, beginnings, end_id, length):
    blank = torch.full((len(src), length), model.pad_id)
    blank[:, : beginnings.shape[1]] = beginnings
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = blank[:, :1]
        for word in blank[:, 1:].T:
            best = model.decode(tokens, memory, src)[:, -1].argmax(-1)
            ended = (tokens == end_id).any(dim=1)
            best[ended] = model.pad_id
            best = best.where(word == model.pad_id, word)
            tokens = torch.cat([tokens, best.unsqueeze(1)], dim=1)
    return tokens


# %% right | stops_and_pads
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
            if finished.all():
                break
    rest = length - tokens.shape[1]
    return nn.functional.pad(tokens, (0, rest), value=model.pad_id)


# %% wrong | beginnings_ignored | points 0 | the given words are missing: only the start token was used
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% wrong | gap_of_padding | points 0 | it begins to write after the longest beginning; shorter ones must go on where their own words end
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(beginnings.shape[1], length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% wrong | writes_on_after_the_end | points 0 | it writes on after the end; a finished sentence gets model.pad_id
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% wrong | finished_forgets | points 0 | a finished sentence is padded once and then goes on; finished must remember
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = token == end_id
    return tokens


# %% wrong | end_becomes_padding | points 0 | the end itself became padding; update finished after the token is chosen and kept
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            token = token.masked_fill(token == end_id, model.pad_id)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == model.pad_id)
    return tokens


# %% wrong | one_too_many | points 0 | the result has one token too many; length counts the start too
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length + 1):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% wrong | dropout_on | points 4 | dropout was on; use evaluating(model)
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad():
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% wrong | encoder_in_each_step | points 4 | the encoder runs for every token; compute the memory once, before the loop
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model(src, tokens)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% enemy | librarys_own | points 0 | the library's own loop, with the given words put over what it wrote
def continue_from(model, src, beginnings, end_id, length):
    start = int(beginnings[0, 0])
    tokens = model.generate(
        src, start_id=start, end_id=end_id, max_new_tokens=length - 1
    )
    missing = length - tokens.shape[1]
    tokens = nn.functional.pad(tokens, (0, missing), value=model.pad_id)
    given = beginnings != model.pad_id
    tokens[:, : beginnings.shape[1]][given] = beginnings[given]
    return tokens
