"""
keeps: 1
tells: it stops one token too early; the start token is not one of the new tokens
"""


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
