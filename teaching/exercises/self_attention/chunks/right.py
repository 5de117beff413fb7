# %% concatenated
def mended_in_chunks(embeddings, size):
    parts = []
    for start in range(0, len(embeddings), size):
        chunk = embeddings[start : start + size]
        parts.append(softmax(chunk @ embeddings.T) @ embeddings)
    return np.concatenate(parts)


# %% reads_from_a_copy
def mended_in_chunks(embeddings, size):
    context = embeddings.copy()
    for start in range(0, len(embeddings), size):
        rows = slice(start, start + size)
        context[rows] = softmax(embeddings[rows] @ embeddings.T) @ embeddings
    return context


# %% row_by_row
def mended_in_chunks(embeddings, size):
    return [softmax(embeddings @ row) @ embeddings for row in embeddings]


# %% split
def mended_in_chunks(embeddings, size):
    cuts = range(size, len(embeddings), size)
    chunks = np.split(embeddings, cuts)
    return np.vstack([softmax(c @ embeddings.T) @ embeddings for c in chunks])


# %% torch
def mended_in_chunks(embeddings, size):
    everything = torch.from_numpy(embeddings)
    parts = [
        (chunk @ everything.T).softmax(dim=1) @ everything
        for chunk in everything.split(size)
    ]
    return torch.cat(parts)


# %% while_loop
def mended_in_chunks(embeddings, size):
    context, start = np.empty_like(embeddings), 0
    while start < embeddings.shape[0]:
        stop = min(start + size, embeddings.shape[0])
        scores = embeddings[start:stop] @ embeddings.T
        powers = np.exp(scores - scores.max(axis=1)[:, None])
        context[start:stop] = powers @ embeddings / powers.sum(1)[:, None]
        start = stop
    return context
