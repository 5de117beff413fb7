def shift_rows(rows, start_id, end_id, pad_id):
    B, L = rows.shape
    length = (rows != pad_id).sum(-1, keepdim=True)
    longer = nn.functional.pad(rows, (0, 1), value=pad_id)
    target = torch.where(torch.arange(L + 1) == length, end_id, longer)
    return nn.functional.pad(rows, (1, 0), value=start_id), target
