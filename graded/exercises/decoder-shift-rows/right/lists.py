def shift_rows(rows, start_id, end_id, pad_id):
    given, target = [], []
    for row in rows.tolist():
        words = [word for word in row if word != pad_id]
        filling = [pad_id] * (len(row) - len(words))
        given.append([start_id] + row)
        target.append(words + [end_id] + filling)
    return torch.tensor(given), torch.tensor(target)
