"""
keeps: 2
tells: >-
  your function changes the rows that it was given, and the caller still needs them; work on a
  copy
"""


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
