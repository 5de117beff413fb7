@torch.no_grad()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    was, model = model.training, model.eval()
    memory = model.encode(src)
    open_rows = torch.arange(len(src))
    columns = [torch.full((len(src),), start_id)]
    for _ in range(max_new_tokens):
        so_far = torch.stack(columns, dim=1)[open_rows]
        logits = model.decode(so_far, memory[open_rows], src[open_rows])
        token = logits[:, -1].topk(1).indices[:, 0]
        column = torch.full((len(src),), model.pad_id)
        column[open_rows] = token
        columns.append(column)
        open_rows = open_rows[token != end_id]
        if len(open_rows) == 0:
            break
    model.train(was)
    return torch.stack(columns, dim=1)
