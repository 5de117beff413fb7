# %% first_word_tied | points 6 | position 0 notes its own word, so two positions fit the first word: lower the score of position 0
def induction_layers(vocab_size, length):
    sizes = [vocab_size, length, vocab_size, vocab_size]
    word, position, note, prediction = torch.eye(sum(sizes)).split(sizes)
    before = 99 * position.T.roll(-1, dims=1)
    return [
        (before, position.T, word.T, note),
        (99 * word.T, note.T, word.T, prediction),
    ]


# %% looks_at_itself | points 0 | the present word is named: layer 1 must note the word before, layer 2 find my word among the notes and bring the word there
def induction_layers(vocab_size, length):
    sizes = [vocab_size, length, vocab_size, vocab_size]
    word, position, note, prediction = torch.eye(sum(sizes)).split(sizes)
    every, first = position.sum(0).unsqueeze(1), position[0].unsqueeze(1)
    asks = 99 * torch.cat([word.T, every], dim=1)
    offers = torch.cat([note.T, -first], dim=1)
    return [
        (99 * position.T, position.T, word.T, note),
        (asks, offers, word.T, prediction),
    ]


# %% looks_ahead | points 2 | layer 1 asks for the position after its own, which it may not see; ask for the one before
def induction_layers(vocab_size, length):
    sizes = [vocab_size, length, vocab_size, vocab_size]
    word, position, note, prediction = torch.eye(sum(sizes)).split(sizes)
    before = 99 * position.T.roll(1, dims=1)
    every, first = position.sum(0).unsqueeze(1), position[0].unsqueeze(1)
    asks = 99 * torch.cat([word.T, every], dim=1)
    offers = torch.cat([note.T, -first], dim=1)
    return [
        (before, position.T, word.T, note),
        (asks, offers, word.T, prediction),
    ]


# %% note_asks | points 0 | query and key of layer 2 are exchanged: the word asks, the note is what is offered
def induction_layers(vocab_size, length):
    sizes = [vocab_size, length, vocab_size, vocab_size]
    word, position, note, prediction = torch.eye(sum(sizes)).split(sizes)
    before = 99 * position.T.roll(-1, dims=1)
    every, first = position.sum(0).unsqueeze(1), position[0].unsqueeze(1)
    offers = 99 * torch.cat([word.T, -first], dim=1)
    asks = torch.cat([note.T, every], dim=1)
    return [
        (before, position.T, word.T, note),
        (asks, offers, word.T, prediction),
    ]


# %% written_elsewhere | points 0 | nothing arrives among the last vocab_size entries, where the prediction is read
def induction_layers(vocab_size, length):
    sizes = [vocab_size, length, vocab_size, vocab_size]
    word, position, note, prediction = torch.eye(sum(sizes)).split(sizes)
    before = 99 * position.T.roll(-1, dims=1)
    every, first = position.sum(0).unsqueeze(1), position[0].unsqueeze(1)
    asks = 99 * torch.cat([word.T, every], dim=1)
    offers = torch.cat([note.T, -first], dim=1)
    return [
        (before, position.T, word.T, note),
        (asks, offers, word.T, word),
    ]


# %% layers_exchanged | points 0 | the second layer reads what the first has noted, so their order counts
def induction_layers(vocab_size, length):
    sizes = [vocab_size, length, vocab_size, vocab_size]
    word, position, note, prediction = torch.eye(sum(sizes)).split(sizes)
    before = 99 * position.T.roll(-1, dims=1)
    every, first = position.sum(0).unsqueeze(1), position[0].unsqueeze(1)
    asks = 99 * torch.cat([word.T, every], dim=1)
    offers = torch.cat([note.T, -first], dim=1)
    return [
        (asks, offers, word.T, prediction),
        (before, position.T, word.T, note),
    ]


# %% too_soft | points 0 | the right entry is there, but blurred: the scores are too small for the softmax to choose
def induction_layers(vocab_size, length):
    sizes = [vocab_size, length, vocab_size, vocab_size]
    word, position, note, prediction = torch.eye(sum(sizes)).split(sizes)
    before = position.T.roll(-1, dims=1)
    every, first = position.sum(0).unsqueeze(1), position[0].unsqueeze(1)
    asks = torch.cat([word.T, every], dim=1)
    offers = torch.cat([note.T, -first], dim=1)
    return [
        (before, position.T, word.T, note),
        (asks, offers, word.T, prediction),
    ]
