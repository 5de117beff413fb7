"""
keeps: 1
tells: the input holds end; nothing is asked after end, so the decoder is never given it
"""


def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    target = torch.cat([rows, torch.full_like(start, pad_id)], dim=1)
    length = (rows != pad_id).sum(dim=1)
    target[torch.arange(len(rows)), length] = end_id
    return torch.cat([start, target], dim=1), target
