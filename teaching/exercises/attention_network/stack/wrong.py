# %% no_scale | points 1 | the scores are not scaled; divide them by the root of d_k
def through_blocks(x, blocks):
    found = []
    for m_query, m_key, m_value in blocks:
        weights = softmax((x @ m_query.T) @ (x @ m_key.T).T)
        x = weights @ (x @ m_value.T)
        found.append(weights)
    return x, found


# %% width_in | points 1 | you divided by the root of the width that goes in; take the width of the queries
def through_blocks(x, blocks):
    found = []
    for m_query, m_key, m_value in blocks:
        scores = (x @ m_query.T) @ (x @ m_key.T).T / np.sqrt(x.shape[1])
        weights = softmax(scores)
        x = weights @ (x @ m_value.T)
        found.append(weights)
    return x, found


# %% first_divisor | points 2 | the divisor of the first block is used in all; each block has a d_k of its own
def through_blocks(x, blocks):
    found = []
    for m_query, m_key, m_value in blocks:
        scores = (x @ m_query.T) @ (x @ m_key.T).T
        weights = softmax(scores / np.sqrt(len(blocks[0][0])))
        x = weights @ (x @ m_value.T)
        found.append(weights)
    return x, found


# %% first_block_only | points 2 | only the first block has been run; go on with what it gives
def through_blocks(x, blocks):
    found = []
    for m_query, m_key, m_value in blocks[:1]:
        scores = (x @ m_query.T) @ (x @ m_key.T).T / np.sqrt(len(m_query))
        found.append(softmax(scores))
        x = found[-1] @ (x @ m_value.T)
    return x, found


# %% last_weights | points 2 | these are the weights of the last block alone; collect those of all
def through_blocks(x, blocks):
    found = []
    for m_query, m_key, m_value in blocks:
        scores = (x @ m_query.T) @ (x @ m_key.T).T / np.sqrt(len(m_query))
        found = [softmax(scores)]
        x = found[-1] @ (x @ m_value.T)
    return x, found


# %% roles_exchanged | points 1 | queries and keys are exchanged: the row belongs to the token that asks
def through_blocks(x, blocks):
    found = []
    for m_query, m_key, m_value in blocks:
        scores = (x @ m_key.T) @ (x @ m_query.T).T / np.sqrt(len(m_query))
        found.append(softmax(scores))
        x = found[-1] @ (x @ m_value.T)
    return x, found


# %% wrong_axis | points 1 | the softmax runs over the queries; each row must add up to 1
def through_blocks(x, blocks):
    found = []
    for m_query, m_key, m_value in blocks:
        scores = (x @ m_query.T) @ (x @ m_key.T).T / np.sqrt(len(m_query))
        found.append(softmax(scores, axis=0))
        x = found[-1] @ (x @ m_value.T)
    return x, found
