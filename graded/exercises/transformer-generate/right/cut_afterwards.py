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
