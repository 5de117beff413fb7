"""
keeps: 1
tells: the input has no start; without it nothing asks for the first word
"""


def shift_rows(rows, start_id, end_id, pad_id):
    given = torch.cat([rows, torch.full_like(rows[:, :1], pad_id)], dim=1)
    target = given.clone()
    length = (rows != pad_id).sum(dim=1)
    target[torch.arange(len(rows)), length] = end_id
    return given, target
