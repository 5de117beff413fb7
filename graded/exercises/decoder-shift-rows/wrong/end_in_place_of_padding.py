"""
keeps: 1
tells: all padding of the target became end; end stands once in a row, the rest stays padding
"""


def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    target = torch.cat([rows, torch.full_like(start, pad_id)], dim=1)
    target[target == pad_id] = end_id
    return torch.cat([start, rows], dim=1), target
