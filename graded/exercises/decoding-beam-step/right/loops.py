def beam_step(totals, log_p, num_beams):
    candidates = []
    for i, total in enumerate(totals.tolist()):
        for j, value in enumerate(log_p[i].tolist()):
            candidates.append((total + value, i, j))
    if len(candidates) < num_beams:
        raise ValueError("not enough to choose from")
    candidates.sort(reverse=True)
    best, sentences, tokens = zip(*candidates[:num_beams], strict=True)
    return torch.tensor(best), torch.tensor(sentences), torch.tensor(tokens)
