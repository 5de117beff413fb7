def shift_rows(rows, start_id, end_id, pad_id):
    padding = torch.full((rows.shape[0], 1), pad_id)
    target = torch.cat((rows, padding), 1)
    is_pad = target == pad_id
    target[is_pad & (is_pad.cumsum(1) == 1)] = end_id
    return torch.cat((torch.full_like(padding, start_id), rows), 1), target
