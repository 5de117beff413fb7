def shift_rows(rows, start_id, end_id, pad_id):
    target = rows.new_full((rows.size(0), rows.size(1) + 1), pad_id)
    target[:, :-1] = rows
    length = rows.ne(pad_id).sum(1, keepdim=True)
    target.scatter_(1, length, end_id)
    given = target.roll(1, dims=1)
    given[:, 0] = start_id
    given[:, 1:] = rows
    return given, target
