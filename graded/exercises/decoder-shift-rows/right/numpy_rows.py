import numpy as np


def shift_rows(rows, start_id, end_id, pad_id):
    table = rows.numpy()
    given = np.insert(table, 0, start_id, axis=1)
    target = np.append(table, np.full((len(table), 1), pad_id), axis=1)
    first_padding = (target == pad_id).argmax(axis=1)
    target[np.arange(len(target)), first_padding] = end_id
    return torch.from_numpy(given), torch.from_numpy(target)
