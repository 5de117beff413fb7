# %% no_cache | points 0 | every position went through the decoder again in each step; hand the same KeyValueCache to each call
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


# %% prefix_not_given | points 0 | the decoder has not seen the prefix, only the start; hand the whole prefix to the first call
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


# %% first_position_read | points 0 | the logits of the first new position were read; the next token comes from the last one
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


# %% goes_on_after_the_end | points 3 | a sequence went on after its end; what has ended gets padding
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


# %% padding_chosen | points 4 | padding was chosen as a token; give its logit minus infinity
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


# %% source_padding_seen | points 0 | the decoder looked at the padding of the source; hand src to decode, which masks it
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


# %% prefix_left_out | points 0 | the result has to begin with the prefix
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


# %% all_end_with_the_first | points 3 | all sequences ended when one of them did; each ends by itself
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
