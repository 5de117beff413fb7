@torch.inference_mode()
def my_generate(model, src, start_id, end_id, max_new_tokens):
    before = model.training
    model.eval()
    memory = model.encode(src)
    rows = [[start_id] for _ in src]
    while len(rows[0]) <= max_new_tokens and not all(
        end_id in r for r in rows
    ):
        logits = model.decode(torch.tensor(rows), memory, src)
        for row, scores in zip(rows, logits):
            done = end_id in row
            row.append(model.pad_id if done else int(scores[-1].argmax()))
    model.train(before)
    return torch.tensor(rows)
