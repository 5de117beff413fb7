def greedy(next_scores, start_id, end_id, limit):
    tokens = torch.tensor([start_id])
    for step in range(limit):
        best = next_scores(tokens.tolist()).argmax()
        if best.item() == end_id:
            break
        tokens = torch.cat([tokens, best.reshape(1)])
    return tokens[1:].tolist()
