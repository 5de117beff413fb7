"""
keeps: 4
tells: the encoder runs for every token; compute the memory once, before the loop
"""


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
