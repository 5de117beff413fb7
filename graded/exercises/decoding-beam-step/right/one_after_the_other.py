def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals[:, None] + log_p).clone()
    values, sentences, tokens = [], [], []
    for _ in range(num_beams):
        place = int(torch.argmax(sums))
        i, j = divmod(place, sums.shape[1])
        values.append(sums[i, j].item())
        sentences.append(i)
        tokens.append(j)
        sums[i, j] = float("nan")
        sums = torch.nan_to_num(sums, nan=-1e30, neginf=-1e20)
    return torch.tensor(values), torch.tensor(sentences), torch.tensor(tokens)
