"""
keeps: 4
tells: >-
  made of plain numbers, the result knows nothing of the table: index the
  table, so that it can be trained
"""


def relative_bias(length, table):
    reach = len(table) // 2
    numbers = table.tolist()
    return torch.tensor(
        [
            [
                numbers[max(-reach, min(reach, j - i)) + reach]
                for j in range(length)
            ]
            for i in range(length)
        ]
    )
