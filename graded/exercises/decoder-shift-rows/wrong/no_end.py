"""
keeps: 1
tells: the target never says end, so the network would never learn to stop
"""


def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    target = torch.cat([rows, torch.full_like(start, pad_id)], dim=1)
    return torch.cat([start, rows], dim=1), target
