"""
keeps: 0
tells: it stops when one sentence has ended; go on until all have
"""


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
