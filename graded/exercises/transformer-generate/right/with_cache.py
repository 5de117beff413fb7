@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was_training = model.training
    model.eval()
    memory, cache = model.encode(src), model.start_cache()
    tokens = src.new_full((len(src), 1), start_id)
    finished = tokens[:, 0] != start_id
    for _ in range(max_new_tokens):
        logits = model.decode(tokens, memory, src, cache)[:, -1]
        token = logits.argmax(-1).masked_fill(finished, model.pad_id)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        finished |= token == end_id
        if finished.all():
            break
    model.train(was_training)
    return tokens
