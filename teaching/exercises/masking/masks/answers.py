# %% right | unsqueezed
def masks(src, tgt, pad_id, new):
    src_mask = src.ne(pad_id).unsqueeze(1).unsqueeze(1)
    words = tgt.ne(pad_id).unsqueeze(1).unsqueeze(1)
    return src_mask, words & causal_mask(tgt.size(1))[-new:], src_mask


# %% right | loops
def masks(src, tgt, pad_id, new):
    (B, T), S = tgt.shape, src.shape[1]
    own = torch.zeros(B, 1, new, T, dtype=torch.bool)
    source_mask = torch.zeros(B, 1, 1, S, dtype=torch.bool)
    for b in range(B):
        for j in range(S):
            source_mask[b, 0, 0, j] = src[b, j] != pad_id
        for i in range(new):
            for j in range(T - new + i + 1):
                own[b, 0, i, j] = tgt[b, j] != pad_id
    return source_mask, own, source_mask.clone()


# %% right | additive
def masks(src, tgt, pad_id, new):
    def hidden(tokens):
        return torch.where(tokens == pad_id, -math.inf, 0.0)[:, None, None]

    future = additive_mask(causal_mask(tgt.shape[1])[-new:])
    own = boolean_mask(hidden(tgt) + future)
    return boolean_mask(hidden(src)), own, boolean_mask(hidden(src))


# %% right | tril_with_an_offset
def masks(src, tgt, pad_id, new):
    T = tgt.shape[1]
    own = padding_mask(tgt, pad_id).repeat(1, 1, new, 1).tril(T - new)
    return [padding_mask(src, pad_id), own, padding_mask(src, pad_id)]


# %% right | positions
def masks(src, tgt, pad_id, new):
    position = torch.arange(tgt.shape[1])
    own = (position <= position[-new:, None]) & (tgt != pad_id)[:, None]
    src_mask = (src != pad_id).view(len(src), 1, 1, -1)
    return src_mask, own[:, None], src_mask


# %% right | numpy_in_steps
import numpy as np


def masks(src, tgt, pad_id, new):
    src_ok = (src.numpy() != pad_id)[:, np.newaxis, np.newaxis, :]
    tgt_ok = (tgt.numpy() != pad_id)[:, np.newaxis, np.newaxis, :]
    T = tgt.shape[1]
    future = np.triu(np.ones((T, T), dtype=int), k=1)[T - new :]
    return [src_ok, np.logical_and(tgt_ok, future == 0), src_ok]


# %% wrong | the_bug_itself | points 0 | the padding of the target still lies on the rows, the positions that look; it belongs to the columns, the last dimension
def masks(src, tgt, pad_id, new):
    src_mask = (src != pad_id)[:, None, None, :]
    words = (tgt != pad_id)[:, None, -new:, None]
    return src_mask, causal_mask(tgt.shape[1])[-new:] & words, src_mask


# %% wrong | joined_with_or | points 0 | causal and padding were joined with or; both must allow a cell, join them with &
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[-new:] | padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, src_mask


# %% wrong | strict | points 0 | a position does not see itself; the diagonal belongs to the causal mask
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1]).tril(-1)[-new:]
    tgt_mask = tgt_mask & padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, src_mask


# %% wrong | opposite | points 0 | True means may attend in this book; your masks are True where a position must not be seen
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[-new:] & padding_mask(tgt, pad_id)
    return ~src_mask, ~tgt_mask, ~src_mask


# %% wrong | cross_attention_of_the_target | points 0 | cross-attention got the mask of the target; its columns are the source
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[-new:] & padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, padding_mask(tgt, pad_id)


# %% wrong | pads_on_the_right_only | points 2 | you count the words of a row and close what comes after; padding may stand on the left too
def masks(src, tgt, pad_id, new):
    def words(tokens):
        count = (tokens != pad_id).sum(dim=1, keepdim=True)
        return (torch.arange(tokens.shape[1]) < count)[:, None, None]

    src_mask = words(src)
    return src_mask, causal_mask(tgt.shape[1])[-new:] & words(tgt), src_mask


# %% wrong | all_rows | points 2 | all positions look; the rows are the last `new` positions only
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1]) & padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, src_mask


# %% wrong | first_rows | points 2 | your rows are the first positions; those that are computed are the last `new`
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[:new] & padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, src_mask


# %% enemy | modules_own | points 0 | masks that a module makes for a whole target, cut to what is new
def masks(src, tgt, pad_id, new):
    whole = causal_mask(tgt.shape[1]) & padding_mask(tgt, pad_id)
    first = (src != pad_id)[:, None, None].expand(-1, 1, new, -1)
    return first, whole[..., :new, :], first
