# %% no_coverage | points 2 | the coverage has no influence; add beta times the sum of the logarithms
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total / step**alpha
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% not_capped | points 2 | a position that is read more than once counted for more than 1; take the smaller of the sum and 1
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.log().sum().item()
                score = total / step**alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% last_weights_only | points 2 | only the last step's weights were counted; add up those of all steps
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights)
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total / step**alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% length_with_the_start | points 0 | the start was counted in the length; only tokens that were chosen count
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total / (step + 1) ** alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% no_length | points 0 | the score was not divided by the length to the power of alpha
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% greedy | points 0 | only one hypothesis was kept; keep num_beams of them
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:1]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total / step**alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% coverage_of_the_log | points 2 | the logarithm was taken of each step's weights; add the weights up first, then take it
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights).log() + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=0.0).sum().item()
                score = total / step**alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = max(finished)
    return tokens, score


# %% smallest | points 0 | the worst hypothesis came back; the best has the largest score
def cover(
    next_token, start_id, end_id, max_new_tokens, num_beams, alpha, beta
):
    beams, finished = [(0.0, [start_id], 0.0)], []
    for step in range(1, max_new_tokens + 1):
        longer = []
        for total, tokens, read in beams:
            log_p, weights = next_token(tokens)
            read = torch.tensor(weights) + read
            for i, value in enumerate(log_p):
                longer.append((total + value, [*tokens, i], read))
        best = sorted(longer, key=lambda each: -each[0])[:num_beams]
        beams = [each for each in best if each[1][-1] != end_id]
        for total, tokens, read in best:
            if tokens[-1] == end_id or step == max_new_tokens:
                covered = read.clamp(max=1.0).log().sum().item()
                score = total / step**alpha + beta * covered
                finished.append((score, tokens))
    score, tokens = min(finished)
    return tokens, score
