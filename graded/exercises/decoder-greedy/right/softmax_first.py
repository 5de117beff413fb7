def greedy(next_scores, start_id, end_id, limit):
    written = []
    while len(written) < limit:
        p = next_scores([start_id] + written).softmax(-1)
        written += [int(p.topk(1).indices)]
        if written[-1] == end_id:
            written.pop()
            break
    return written
