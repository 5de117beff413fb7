# %% right | concatenated
def mended_in_chunks(embeddings, size):
    parts = []
    for start in range(0, len(embeddings), size):
        chunk = embeddings[start : start + size]
        parts.append(softmax(chunk @ embeddings.T) @ embeddings)
    return np.concatenate(parts)


# %% right | reads_from_a_copy
def mended_in_chunks(embeddings, size):
    context = embeddings.copy()
    for start in range(0, len(embeddings), size):
        rows = slice(start, start + size)
        context[rows] = softmax(embeddings[rows] @ embeddings.T) @ embeddings
    return context


# %% right | row_by_row
def mended_in_chunks(embeddings, size):
    return [softmax(embeddings @ row) @ embeddings for row in embeddings]


# %% right | split
def mended_in_chunks(embeddings, size):
    cuts = range(size, len(embeddings), size)
    chunks = np.split(embeddings, cuts)
    return np.vstack([softmax(c @ embeddings.T) @ embeddings for c in chunks])


# %% right | torch
def mended_in_chunks(embeddings, size):
    everything = torch.from_numpy(embeddings)
    parts = [
        (chunk @ everything.T).softmax(dim=1) @ everything
        for chunk in everything.split(size)
    ]
    return torch.cat(parts)


# %% right | while_loop
def mended_in_chunks(embeddings, size):
    context, start = np.empty_like(embeddings), 0
    while start < embeddings.shape[0]:
        stop = min(start + size, embeddings.shape[0])
        scores = embeddings[start:stop] @ embeddings.T
        powers = np.exp(scores - scores.max(axis=1)[:, None])
        context[start:stop] = powers @ embeddings / powers.sum(1)[:, None]
        start = stop
    return context


# %% right | generator_of_rows
def mended_in_chunks(embeddings, size):
    def rows():
        start = 0
        while len(chunk := embeddings[start : start + size]):
            yield from softmax(np.dot(chunk, embeddings.T)).dot(embeddings)
            start += size

    return rows()


# %% right | class_that_is_called
class Chunked:
    def __init__(self, embeddings):
        self.embeddings = embeddings

    def rows(self, first, last):
        scores = np.einsum(
            "id,jd->ij", self.embeddings[first:last], self.embeddings
        )
        return np.einsum("ij,jd->id", softmax(scores), self.embeddings)


def mended_in_chunks(embeddings, size):
    attention = Chunked(embeddings)
    return [
        row
        for first in range(0, embeddings.shape[0], size)
        for row in attention.rows(first, first + size)
    ]


# %% wrong | not_mended | points 0 | each chunk still overwrites words that later chunks look at; give the result an array of its own
def mended_in_chunks(embeddings, size):
    context = embeddings
    for start in range(0, len(embeddings), size):
        rows = slice(start, start + size)
        context[rows] = softmax(embeddings[rows] @ embeddings.T) @ embeddings
    return context


# %% wrong | copy_is_overwritten | points 0 | your copy is overwritten while it is still read; read from the embeddings, write to the copy
def mended_in_chunks(embeddings, size):
    context = embeddings.copy()
    for start in range(0, len(embeddings), size):
        rows = slice(start, start + size)
        context[rows] = softmax(embeddings[rows] @ embeddings.T) @ context
    return context


# %% wrong | input_is_overwritten | points 3 | the vectors are right, but the caller's embeddings are gone; write to an array of your own
def mended_in_chunks(embeddings, size):
    before = embeddings.copy()
    for start in range(0, len(embeddings), size):
        rows = slice(start, start + size)
        embeddings[rows] = softmax(before[rows] @ before.T) @ before
    return embeddings


# %% wrong | among_themselves | points 0 | the words of a chunk look only at one another; each has to look at all n words
def mended_in_chunks(embeddings, size):
    context = np.zeros(embeddings.shape)
    for start in range(0, len(embeddings), size):
        rows = slice(start, start + size)
        chunk = embeddings[rows]
        context[rows] = softmax(chunk @ chunk.T) @ chunk
    return context


# %% wrong | last_chunk_lost | points 1 | the last words are missing, where size does not divide n
def mended_in_chunks(embeddings, size):
    context = np.zeros(embeddings.shape)
    for number in range(len(embeddings) // size):
        rows = slice(number * size, (number + 1) * size)
        context[rows] = softmax(embeddings[rows] @ embeddings.T) @ embeddings
    return context


# %% wrong | all_at_once | points 3 | all n rows of weights exist at the same time; keep no more than `size` of them
def mended_in_chunks(embeddings, size):
    context, _ = self_attention(embeddings)
    return context


# %% wrong | wrong_axis | points 0 | the softmax runs over the rows of the chunk; each row by itself has to add up to 1
def mended_in_chunks(embeddings, size):
    context = np.zeros(embeddings.shape)
    for start in range(0, len(embeddings), size):
        rows = slice(start, start + size)
        scores = embeddings[rows] @ embeddings.T
        context[rows] = softmax(scores, axis=0) @ embeddings
    return context


# %% enemy | all_at_once | points 3 | it ignores the size, gets the values and loses the memory's point: with less than 18 MB there is no difference to be seen
def mended_in_chunks(embeddings, size):
    return softmax(embeddings @ embeddings.T) @ embeddings


# %% enemy | later | points 3 | the whole matrix is made when the iterator is read, where the driver still measures
def mended_in_chunks(embeddings, size):
    yield from self_attention(embeddings)[0]
