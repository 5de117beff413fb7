def greedy(next_scores, start_id, end_id, limit):
    tokens = [start_id]
    while len(tokens) - 1 < limit:
        scores = next_scores(tokens)
        token = scores.argmax().item()
        if token == end_id:
            return tokens[1:]
        tokens.append(token)
    return tokens[1:]
