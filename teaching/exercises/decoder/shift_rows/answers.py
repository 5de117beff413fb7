# %% right | first_padding
def shift_rows(rows, start_id, end_id, pad_id):
    padding = torch.full((rows.shape[0], 1), pad_id)
    target = torch.cat((rows, padding), 1)
    is_pad = target == pad_id
    target[is_pad & (is_pad.cumsum(1) == 1)] = end_id
    return torch.cat((torch.full_like(padding, start_id), rows), 1), target


# %% right | lists
def shift_rows(rows, start_id, end_id, pad_id):
    given, target = [], []
    for row in rows.tolist():
        words = [word for word in row if word != pad_id]
        filling = [pad_id] * (len(row) - len(words))
        given.append([start_id] + row)
        target.append(words + [end_id] + filling)
    return torch.tensor(given), torch.tensor(target)


# %% right | numpy_rows
import numpy as np


def shift_rows(rows, start_id, end_id, pad_id):
    table = rows.numpy()
    given = np.insert(table, 0, start_id, axis=1)
    target = np.append(table, np.full((len(table), 1), pad_id), axis=1)
    first_padding = (target == pad_id).argmax(axis=1)
    target[np.arange(len(target)), first_padding] = end_id
    return torch.from_numpy(given), torch.from_numpy(target)


# %% right | row_by_row
def shift_rows(rows, start_id, end_id, pad_id):
    def one(row):
        n = int((row != pad_id).sum())
        end = torch.tensor([end_id])
        return torch.cat([row[:n], end, row[n:]])

    start = torch.full((len(rows), 1), start_id, dtype=torch.int64)
    return torch.hstack([start, rows]), torch.stack([one(r) for r in rows])


# %% right | scatter
def shift_rows(rows, start_id, end_id, pad_id):
    target = rows.new_full((rows.size(0), rows.size(1) + 1), pad_id)
    target[:, :-1] = rows
    length = rows.ne(pad_id).sum(1, keepdim=True)
    target.scatter_(1, length, end_id)
    given = target.roll(1, dims=1)
    given[:, 0] = start_id
    given[:, 1:] = rows
    return given, target


# %% right | where
def shift_rows(rows, start_id, end_id, pad_id):
    B, L = rows.shape
    length = (rows != pad_id).sum(-1, keepdim=True)
    longer = nn.functional.pad(rows, (0, 1), value=pad_id)
    target = torch.where(torch.arange(L + 1) == length, end_id, longer)
    return nn.functional.pad(rows, (1, 0), value=start_id), target


# %% right | padded_and_yielded
from torch.nn.functional import pad


def shift_rows(rows, start_id, end_id, pad_id):
    yield pad(rows, (1, 0), value=start_id)
    target = pad(rows, (0, 1), value=pad_id)
    first_free = (target == pad_id).int().argmax(1, keepdim=True)
    yield target.scatter(1, first_free, end_id).int()


# %% right | numpy_floats
import numpy as np


def shift_rows(rows, start_id, end_id, pad_id):
    B, L = rows.shape
    given, target = np.zeros((B, L + 1)), np.zeros((B, L + 1))
    given[:, 0] = start_id
    given[:, 1:] = rows
    target[:, :] = pad_id
    for b in range(B):
        words = [t for t in rows[b].tolist() if t != pad_id]
        target[b, : len(words) + 1] = words + [end_id]
    return given, target


# %% wrong | changes_the_rows | points 2 | your function changes the rows that it was given, and the caller still needs them; work on a copy
def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    given = torch.cat([start, rows], dim=1)
    column = torch.full_like(start, pad_id)
    for row, last in zip(rows, column):
        length = int((row != pad_id).sum())
        if length < len(row):
            row[length] = end_id
        else:
            last[0] = end_id
    return given, torch.cat([rows, column], dim=1)


# %% wrong | end_after_padding | points 1 | end stands behind the padding; it belongs right after the last word, which is at another position in each row
def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    end = torch.full_like(rows[:, :1], end_id)
    return torch.cat([start, rows], dim=1), torch.cat([rows, end], dim=1)


# %% wrong | end_in_input | points 1 | the input holds end; nothing is predicted after end, so the decoder is never given it
def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    target = torch.cat([rows, torch.full_like(start, pad_id)], dim=1)
    length = (rows != pad_id).sum(dim=1)
    target[torch.arange(len(rows)), length] = end_id
    return torch.cat([start, target], dim=1), target


# %% wrong | end_overwrites_last_word | points 1 | end overwrote the last word; the number of words is already the position after it, because positions are counted from 0
def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    target = torch.cat([rows, torch.full_like(start, pad_id)], dim=1)
    length = (rows != pad_id).sum(dim=1)
    target[torch.arange(len(rows)), length - 1] = end_id
    return torch.cat([start, rows], dim=1), target


# %% wrong | fixed_ids | points 0 | the ids 1, 2 and 0 are written into your function; use the ids that are given
def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.ones_like(rows[:, :1])
    target = torch.cat([rows, torch.zeros_like(start)], dim=1)
    target[torch.arange(len(rows)), (rows != 0).sum(dim=1)] = 2
    return torch.cat([start, rows], dim=1), target


# %% wrong | input_without_start | points 1 | the input has no start; without it the first word has nothing before it
def shift_rows(rows, start_id, end_id, pad_id):
    given = torch.cat([rows, torch.full_like(rows[:, :1], pad_id)], dim=1)
    target = given.clone()
    length = (rows != pad_id).sum(dim=1)
    target[torch.arange(len(rows)), length] = end_id
    return given, target


# %% wrong | no_end | points 1 | the target never says end, so the network would never learn to stop
def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    target = torch.cat([rows, torch.full_like(start, pad_id)], dim=1)
    return torch.cat([start, rows], dim=1), target


# %% wrong | not_shifted | points 1 | the target is the same as the input; it has to be one position ahead, without start
def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    given = torch.cat([start, rows], dim=1)
    return given, given.clone()


# %% enemy | views | points 0 | the row itself in place of one that was written anew
def shift_rows(rows, start_id, end_id, pad_id):
    rows = torch.nn.functional.pad(rows, (1, 1), value=end_id)
    rows[:, 0] = end_id
    return rows[:, :-1], rows[:, 1:]
