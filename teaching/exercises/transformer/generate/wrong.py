# %% the_bug_itself | points 0 | a finished sentence is padded once and then goes on: `finished` must remember, not only look at the newest token
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


# %% always_training_afterwards | points 4 | the model is always in training mode afterwards; give back the mode that it had
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
    model.train()
    return tokens


# %% dropout_on | points 4 | dropout was on; use evaluating(model)
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


# %% encoder_in_each_step | points 4 | the encoder runs for every token; compute the memory once, before the loop
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


# %% end_becomes_padding | points 0 | the end itself became padding; update `finished` after masked_fill, not before
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        finished = finished | (token == end_id)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% eval_after_encoding | points 4 | dropout was on in the encoder; switch it off before model.encode
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    memory = model.encode(src)
    was_training = model.training
    model.eval()
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% filled_with_end | points 0 | finished sentences were padded with end; pad them with model.pad_id
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        token = token.masked_fill(finished, end_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% filled_with_zero | points 0 | finished sentences were padded with 0; not every model pads with 0, take model.pad_id
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        token = token.masked_fill(finished, 0)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% first_position | points 0 | the logits of the first position were read; the next token is predicted at the last one
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, 0].argmax(dim=-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% least_likely | points 0 | the least likely token was taken; greedy takes the largest logit
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmin(dim=-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
        if finished.all():
            break
    model.train(was_training)
    return tokens


# %% limit_counts_start | points 1 | it stops one token too early; the start token is not one of the new tokens
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


# %% mode_kept | points 4 | the model stays in evaluation mode; give back the mode that it had
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


# %% never_stops_early | points 4 | it writes padding up to the limit; stop when all sentences have ended
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory = model.encode(src)
    tokens = torch.full((len(src), 1), start_id)
    finished = torch.zeros(len(src), dtype=torch.bool)
    for _ in range(max_new_tokens):
        token = model.decode(tokens, memory, src)[:, -1].argmax(dim=-1)
        token = token.masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished = finished | (token == end_id)
    model.train(was_training)
    return tokens


# %% no_start | points 0 | the start token is missing; the result begins with it
@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
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
    model.train(was_training)
    return tokens[:, 1:]


# %% only_the_last_token | points 0 | the decoder was given the last token only; it needs all that has been written so far
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


# %% stops_at_the_first_end | points 0 | it stops when one sentence has ended; go on until all have
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


# %% writes_on_after_the_end | points 0 | the network writes on after the end; a finished sentence gets model.pad_id
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
