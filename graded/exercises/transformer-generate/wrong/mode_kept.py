"""
keeps: 4
tells: the model stays in evaluation mode; give back the mode that it had
"""


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
