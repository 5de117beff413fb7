def shift_rows(rows, start_id, end_id, pad_id):
    def one(row):
        n = int((row != pad_id).sum())
        end = torch.tensor([end_id])
        return torch.cat([row[:n], end, row[n:]])

    start = torch.full((len(rows), 1), start_id, dtype=torch.int64)
    return torch.hstack([start, rows]), torch.stack([one(r) for r in rows])
