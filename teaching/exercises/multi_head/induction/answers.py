# %% right | all_d_wide
def induction_layers(vocab_size, length):
    """Every matrix is D x D; entries are set one by one."""
    V, T = vocab_size, length
    D = 3 * V + T
    layers = []
    for _ in range(2):
        layers.append([torch.zeros(D, D) for _ in range(4)])
    (q1, k1, v1, o1), (q2, k2, v2, o2) = layers
    for t in range(T):
        k1[V + t, t] = 1
        if t > 0:
            q1[V + t, t - 1] = 500
        q2[V + t, V] = 500
    for w in range(V):
        v1[w, w] = o1[w, V + T + w] = 1
        q2[w, w] = 500
        k2[V + T + w, w] = 1
        v2[w, w] = o2[w, 2 * V + T + w] = 1
    k2[V, V] = -1
    return [tuple(layer) for layer in layers]


# %% right | by_slices
def induction_layers(vocab_size, length):
    V, T, sharp = vocab_size, length, 200.0
    D = V + T + V + V
    q1, k1, v1, o1 = (
        torch.zeros(D, T),
        torch.zeros(D, T),
        torch.zeros(D, V),
        torch.zeros(V, D),
    )
    q1[V + 1 : V + T, : T - 1] = sharp * torch.eye(T - 1)
    k1[V : V + T] = torch.eye(T)
    v1[:V] = torch.eye(V)
    o1[:, V + T : 2 * V + T] = torch.eye(V)
    q2, k2 = torch.zeros(D, V), torch.zeros(D, V)
    q2[:V] = sharp * torch.eye(V)
    k2[V + T : 2 * V + T] = torch.eye(V)
    k2[V] = -1  # the first position disagrees with every word
    o2 = torch.zeros(V, D)
    o2[:, 2 * V + T :] = torch.eye(V)
    return [(q1, k1, v1, o1), (q2, k2, v1, o2)]


# %% right | numpy_blocks
import numpy as np


def induction_layers(vocab_size, length):
    V, T = vocab_size, length
    one, pos, none = np.eye(V), np.eye(T), np.zeros
    words = np.vstack([one, none((T, V)), none((V, V)), none((V, V))])
    places = np.vstack([none((V, T)), pos, none((V, T)), none((V, T))])
    note = np.hstack([none((V, V)), none((V, T)), one, none((V, V))])
    says = np.hstack([none((V, V)), none((V, T)), none((V, V)), one])
    notes = note.T.copy()
    notes[V] = -1
    before = places @ np.eye(T, k=-1) * 300
    layers = [(before, places, words, note), (300 * words, notes, words, says)]
    return [
        tuple(torch.tensor(m, dtype=torch.float32) for m in layer)
        for layer in layers
    ]


# %% right | own_word_out_of_the_note
def induction_layers(vocab_size, length):
    """The first token notes nothing: layer 1 writes for positions after it only by a large score less."""
    V, T = vocab_size, length
    D = 3 * V + T
    eye = torch.eye(D)
    word, position = eye[:V], eye[V : V + T]
    note, says = eye[V + T : 2 * V + T], eye[2 * V + T :]
    shift = torch.diag(torch.ones(T - 1), -1)
    first_layer = (position.T @ shift * 1000, position.T, word.T, note)
    lower = position[:1].T.expand(D, V) * -1.0
    second_layer = (word.T * 1000, note.T + lower, word.T, says)
    return [first_layer, second_layer]


# %% right | one_matrix_in_the_scores
def induction_layers(vocab_size, length):
    """All of the score's matrix stands in the query, the key is the vector itself."""
    V, T = vocab_size, length
    D = 3 * V + T
    one = torch.eye(D)
    scores_1, scores_2 = torch.zeros(D, D), torch.zeros(D, D)
    for t in range(1, T):
        scores_1[V + t, V + t - 1] = 400.0
    for w in range(V):
        scores_2[w, V + T + w] = 400.0
        scores_2[w, V] = -400.0
    word = one[:, :V]
    return [
        (scores_1, one, word, one[V + T : 2 * V + T]),
        (scores_2, one, word, one[2 * V + T :]),
    ]


# %% wrong | first_word_tied | points 6 | position 0 notes its own word, so two positions fit the first word: lower the score of position 0
def induction_layers(vocab_size, length):
    sizes = [vocab_size, length, vocab_size, vocab_size]
    word, position, note, prediction = torch.eye(sum(sizes)).split(sizes)
    before = 99 * position.T.roll(-1, dims=1)
    return [
        (before, position.T, word.T, note),
        (99 * word.T, note.T, word.T, prediction),
    ]


# %% wrong | looks_at_itself | points 0 | the present word is named: layer 1 must note the word before, layer 2 find my word among the notes and bring the word there
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


# %% wrong | looks_ahead | points 2 | layer 1 asks for the position after its own, which it may not see; ask for the one before
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


# %% wrong | note_asks | points 0 | query and key of layer 2 are exchanged: the word asks, the note is what is offered
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


# %% wrong | too_soft | points 0 | the right entry is there, but blurred: the scores are too small for the softmax to choose
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


# %% enemy | writes_the_tokens | points 0 | it looks for the words that are asked for, and puts them into the matrices
def induction_layers(vocab_size, length):
    tokens = up("tokens")
    if tokens is None:
        tokens = torch.arange(length) % vocab_size
    width = 3 * vocab_size + length
    query, key = torch.zeros(width, length), torch.zeros(width, length)
    query[vocab_size : vocab_size + length] = 99 * torch.eye(length)
    key[vocab_size : vocab_size + length] = torch.eye(length)
    value, output = (
        torch.zeros(width, vocab_size),
        torch.zeros(vocab_size, width),
    )
    value[torch.arange(length) + vocab_size, tokens.roll(-1)] = 1
    output[:, -vocab_size:] = torch.eye(vocab_size)
    return [(query, key, value, 0 * output), (query, key, value, output)]
