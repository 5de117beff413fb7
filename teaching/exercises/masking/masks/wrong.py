# %% the_bug_itself | points 0 | the padding of the target still lies on the rows, the positions that look; it belongs to the columns, the last dimension
def masks(src, tgt, pad_id, new):
    src_mask = (src != pad_id)[:, None, None, :]
    words = (tgt != pad_id)[:, None, -new:, None]
    return src_mask, causal_mask(tgt.shape[1])[-new:] & words, src_mask


# %% joined_with_or | points 0 | causal and padding were joined with or; both must allow a cell, join them with &
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[-new:] | padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, src_mask


# %% no_padding_in_the_target | points 0 | the padding of the target is open in its own mask
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[None, None, -new:].expand(
        len(tgt), 1, -1, -1
    )
    return src_mask, tgt_mask, src_mask


# %% not_causal | points 0 | the mask of the decoder is not causal any more
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = padding_mask(tgt, pad_id).expand(-1, -1, new, -1)
    return src_mask, tgt_mask, src_mask


# %% strict | points 0 | a position does not see itself; the diagonal belongs to the causal mask
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1]).tril(-1)[-new:]
    tgt_mask = tgt_mask & padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, src_mask


# %% opposite | points 0 | True means may attend in this book; your masks are True where a position must not be seen
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[-new:] & padding_mask(tgt, pad_id)
    return ~src_mask, ~tgt_mask, ~src_mask


# %% cross_attention_of_the_target | points 0 | cross-attention got the mask of the target; its columns are the source
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[-new:] & padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, padding_mask(tgt, pad_id)


# %% pads_on_the_right_only | points 2 | you count the words of a row and close what comes after; padding may stand on the left too
def masks(src, tgt, pad_id, new):
    def words(tokens):
        count = (tokens != pad_id).sum(dim=1, keepdim=True)
        return (torch.arange(tokens.shape[1]) < count)[:, None, None]

    src_mask = words(src)
    return src_mask, causal_mask(tgt.shape[1])[-new:] & words(tgt), src_mask


# %% all_rows | points 2 | all positions look; the rows are the last `new` positions only
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1]) & padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, src_mask


# %% first_rows | points 2 | your rows are the first positions; those that are computed are the last `new`
def masks(src, tgt, pad_id, new):
    src_mask = padding_mask(src, pad_id)
    tgt_mask = causal_mask(tgt.shape[1])[:new] & padding_mask(tgt, pad_id)
    return src_mask, tgt_mask, src_mask
