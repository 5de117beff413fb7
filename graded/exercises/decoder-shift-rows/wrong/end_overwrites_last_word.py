"""
keeps: 1
tells: >-
  end stands in the place of the last word; the number of words is already the place after it,
  since places are counted from 0
"""


def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    target = torch.cat([rows, torch.full_like(start, pad_id)], dim=1)
    length = (rows != pad_id).sum(dim=1)
    target[torch.arange(len(rows)), length - 1] = end_id
    return torch.cat([start, rows], dim=1), target
