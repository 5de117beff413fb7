# %% beginnings_ignored | points 0 | the given words are missing: only the start token was used
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


# %% gap_of_padding | points 0 | it begins to write after the longest beginning; shorter ones must go on where their own words end
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


# %% words_put_in_at_the_end | points 0 | the words were put in after writing; what follows them must be chosen with them in view
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
    given = beginnings != model.pad_id
    tokens[:, : beginnings.shape[1]][given] = beginnings[given]
    return tokens


# %% writes_on_after_the_end | points 0 | it writes on after the end; a finished sentence gets model.pad_id
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


# %% finished_forgets | points 0 | a finished sentence is padded once and then goes on; finished must remember
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


# %% end_becomes_padding | points 0 | the end itself became padding; update finished after the token is chosen and kept
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


# %% one_too_few | points 0 | the result has one token too few; length counts the start too
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length - 1):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% one_too_many | points 0 | the result has one token too many; length counts the start too
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


# %% padded_with_zero | points 0 | finished sentences were padded with 0; not every model pads with 0, take model.pad_id
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, 0)
            if position < beginnings.shape[1]:
                word = beginnings[:, position]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% shifted_by_one | points 0 | the words were put in one position too late; the first of them follows start
def continue_from(model, src, beginnings, end_id, length):
    with torch.no_grad(), evaluating(model):
        memory = model.encode(src)
        tokens = beginnings[:, :1]
        finished = torch.zeros(len(src), dtype=torch.bool)
        for position in range(1, length):
            token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            if position < beginnings.shape[1]:
                word = beginnings[:, position - 1]
                token = torch.where(word != model.pad_id, word, token)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            finished = finished | (token == end_id)
    return tokens


# %% dropout_on | points 4 | dropout was on; use evaluating(model)
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


# %% mode_kept | points 4 | the model stays in evaluation mode; evaluating gives back the mode that it had
def continue_from(model, src, beginnings, end_id, length):
    model.eval()
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


# %% encoder_in_each_step | points 4 | the encoder runs for every token; compute the memory once, before the loop
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
