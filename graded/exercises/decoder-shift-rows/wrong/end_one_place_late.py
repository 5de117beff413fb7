"""
keeps: 1
tells: a padding stands between the last word and end; end comes right after the last word
"""


def shift_rows(rows, start_id, end_id, pad_id):
    start = torch.full_like(rows[:, :1], start_id)
    target = torch.cat([rows, torch.full_like(start, pad_id)], dim=1)
    length = (rows != pad_id).sum(dim=1) + 1
    length = length.clamp(max=rows.shape[1])
    target[torch.arange(len(rows)), length] = end_id
    return torch.cat([start, rows], dim=1), target
