"""
keeps: 1
tells: >-
  end stands behind the padding; it belongs right after the last word, which is at another place
  in each row
"""


def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    end = torch.full_like(rows[:, :1], end_id)
    return torch.cat([start, rows], dim=1), torch.cat([rows, end], dim=1)
