def my_generate(model, src, start_id, end_id, max_new_tokens):
    mode = model.training
    model.eval()
    with torch.no_grad():
        memory = model.encode(src)
        tokens = torch.tensor([[start_id]] * src.size(0))
        for _ in range(max_new_tokens):
            done = (tokens == end_id).any(dim=1)
            if done.all():
                break
            p = model.decode(tokens, memory, src)[:, -1].softmax(-1)
            best = torch.where(done, model.pad_id, p.max(dim=-1).indices)
            tokens = torch.hstack([tokens, best.unsqueeze(1)])
    if mode:
        model.train()
    return tokens
