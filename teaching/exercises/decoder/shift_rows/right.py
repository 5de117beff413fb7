# %% first_padding
def shift_rows(rows, start_id, end_id, pad_id):
    padding = torch.full((rows.shape[0], 1), pad_id)
    target = torch.cat((rows, padding), 1)
    is_pad = target == pad_id
    target[is_pad & (is_pad.cumsum(1) == 1)] = end_id
    return torch.cat((torch.full_like(padding, start_id), rows), 1), target


# %% lists
def shift_rows(rows, start_id, end_id, pad_id):
    given, target = [], []
    for row in rows.tolist():
        words = [word for word in row if word != pad_id]
        filling = [pad_id] * (len(row) - len(words))
        given.append([start_id] + row)
        target.append(words + [end_id] + filling)
    return torch.tensor(given), torch.tensor(target)


# %% numpy_rows
import numpy as np


def shift_rows(rows, start_id, end_id, pad_id):
    table = rows.numpy()
    given = np.insert(table, 0, start_id, axis=1)
    target = np.append(table, np.full((len(table), 1), pad_id), axis=1)
    first_padding = (target == pad_id).argmax(axis=1)
    target[np.arange(len(target)), first_padding] = end_id
    return torch.from_numpy(given), torch.from_numpy(target)


# %% row_by_row
def shift_rows(rows, start_id, end_id, pad_id):
    def one(row):
        n = int((row != pad_id).sum())
        end = torch.tensor([end_id])
        return torch.cat([row[:n], end, row[n:]])

    start = torch.full((len(rows), 1), start_id, dtype=torch.int64)
    return torch.hstack([start, rows]), torch.stack([one(r) for r in rows])


# %% scatter
def shift_rows(rows, start_id, end_id, pad_id):
    target = rows.new_full((rows.size(0), rows.size(1) + 1), pad_id)
    target[:, :-1] = rows
    length = rows.ne(pad_id).sum(1, keepdim=True)
    target.scatter_(1, length, end_id)
    given = target.roll(1, dims=1)
    given[:, 0] = start_id
    given[:, 1:] = rows
    return given, target


# %% where
def shift_rows(rows, start_id, end_id, pad_id):
    B, L = rows.shape
    length = (rows != pad_id).sum(-1, keepdim=True)
    longer = nn.functional.pad(rows, (0, 1), value=pad_id)
    target = torch.where(torch.arange(L + 1) == length, end_id, longer)
    return nn.functional.pad(rows, (1, 0), value=start_id), target
