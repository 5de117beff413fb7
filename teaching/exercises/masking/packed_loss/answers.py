# %% right | longest_first
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sorted(sequences, key=len, reverse=True):
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)


# %% right | fullest_row
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        fits.sort(key=lambda r: -used[r])
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)


# %% right | lists
def packed_loss(model, sequences, length, pad_id):
    rows = []
    for sequence in sequences:
        inputs = sequence[:-1].tolist()
        for row in rows:
            if len(row[0]) + len(inputs) <= length:
                break
        else:
            row = ([], [], [], [])
            rows.append(row)
        row[3].extend([len(row[0])] * len(inputs))
        row[0].extend(inputs)
        row[1].extend(sequence[1:].tolist())
        row[2].extend(range(len(inputs)))
    for row in rows:
        rest = length - len(row[0])
        for part, blank in zip(row, (pad_id, -100, 0, -1)):
            part.extend([blank] * rest)
    tokens, target, positions, first = torch.tensor(rows).unbind(dim=1)
    mask = (first.unsqueeze(2) == first.unsqueeze(1)).tril().unsqueeze(1)
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten())


# %% right | by_hand_loss
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    log_p = model(tokens, positions, mask).log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[segment > 0].mean()


# %% right | blocks
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    size = (len(rows), length)
    tokens, target = torch.full(size, pad_id), torch.full(size, -100)
    positions = torch.zeros(size, dtype=torch.long)
    mask = torch.zeros(len(rows), 1, length, length, dtype=torch.bool)
    for r, row in enumerate(rows):
        for start, sequence in row:
            n = len(sequence) - 1
            stop = start + n
            tokens[r, start:stop] = sequence[:n]
            target[r, start:stop] = sequence[1:]
            positions[r, start:stop] = torch.arange(n)
            mask[r, 0, start:stop, start:stop] = causal_mask(n)
    logits = model(tokens, positions, additive_mask(mask))
    return nn.functional.cross_entropy(logits.mT, target)


# %% right | sum_over_count
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = model(tokens, positions, mask)
    loss = nn.functional.cross_entropy(
        logits[segment > 0], target[segment > 0], reduction="sum"
    )
    return loss / sum(len(sequence) - 1 for sequence in sequences)


# %% wrong | looks_into_the_neighbour | points 0 | a sequence looks into those before it in its row; close all cells between different sequences
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    mask = causal_mask(length)
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)


# %% wrong | positions_run_on | points 0 | the positions run on through the row; they start from 0 in each sequence
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = start + torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)


# %% wrong | not_causal | points 0 | within a sequence the future can be seen; the mask is causal as well
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same)[:, None]
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)


# %% wrong | padding_in_the_loss | points 0 | padding is counted in the loss; leave it out with ignore_index
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.mT, target)


# %% wrong | mean_of_the_sequences | points 0 | all tokens count alike: take one mean over all of them, not a mean of the sequences
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = model(tokens, positions, mask)
    losses = nn.functional.cross_entropy(
        logits.mT, target, ignore_index=pad_id, reduction="none"
    )
    means = [
        losses[r, start : start + len(sequence) - 1].mean()
        for r, row in enumerate(rows)
        for start, sequence in row
    ]
    return torch.stack(means).mean()


# %% wrong | ends_predict_starts | points 0 | the end of a sequence predicts the start of its neighbour; shift each sequence before you pack it
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    for row in rows:
        for (start, first), (at, second) in zip(row, row[1:]):
            target[rows.index(row), at - 1] = second[0]
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)


# %% wrong | one_row_each | points 0 | two of your rows would fit into one; a sequence goes into the first row with room for it, filled to its last position
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need < 0]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = model(tokens, positions, mask)
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)


# %% wrong | a_call_for_each_row | points 0 | the model was called once for each row; stack the rows and call it once
def packed_loss(model, sequences, length, pad_id):
    rows, used = [], []
    for sequence in sequences:
        need = len(sequence) - 1
        fits = [r for r, n in enumerate(used) if n + need <= length]
        if not fits:
            fits = [len(rows)]
            rows.append([])
            used.append(0)
        rows[fits[0]].append((used[fits[0]], sequence))
        used[fits[0]] += need

    tokens = torch.full((len(rows), length), pad_id)
    target = tokens.clone()
    positions = torch.zeros_like(tokens)
    segment = torch.zeros_like(tokens)
    for r, row in enumerate(rows):
        for number, (start, sequence) in enumerate(row, start=1):
            span = slice(start, start + len(sequence) - 1)
            tokens[r, span], target[r, span] = sequence[:-1], sequence[1:]
            positions[r, span] = torch.arange(len(sequence) - 1)
            segment[r, span] = number
    same = segment[:, :, None] == segment[:, None, :]
    mask = (same & causal_mask(length))[:, None]
    logits = torch.cat(
        [
            model(tokens[r : r + 1], positions[r : r + 1], mask[r : r + 1])
            for r in range(len(rows))
        ]
    )
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)


# %% enemy | each_alone | points 0 | every sequence alone, without any packing
def packed_loss(model, sequences, length, pad_id):
    losses, count = 0.0, 0
    for each in sequences:
        size = len(each) - 1
        place = torch.arange(size)[None]
        logits = model(each[None, :-1], place, causal_mask(size))
        losses += nn.functional.cross_entropy(
            logits[0], each[1:], reduction="sum"
        )
        count += size
    return losses / count


# %% enemy | one_row_each | points 0 | one call, but a row for each sequence
def packed_loss(model, sequences, length, pad_id):
    tokens = torch.full((len(sequences), length + 1), pad_id)
    for row, each in zip(tokens, sequences):
        row[: len(each)] = each
    place = torch.arange(length).expand(len(tokens), -1)
    logits = model(tokens[:, :-1], place, causal_mask(length))
    target = tokens[:, 1:]
    return nn.functional.cross_entropy(logits.mT, target, ignore_index=pad_id)
