def greedy(next_scores, start_id, end_id, limit, so_far=()):
    if len(so_far) == limit:
        return list(so_far)
    _, best = torch.max(next_scores([start_id, *so_far]), dim=0)
    if best == end_id:
        return list(so_far)
    return greedy(next_scores, start_id, end_id, limit, (*so_far, int(best)))
