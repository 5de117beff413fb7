class TooNarrow(ValueError):
    pass


def sliding_window_mask(size, window):
    if window < 1:
        raise TooNarrow(f"{window=}")
    return torch.tensor(
        [[0 <= i - j < window for j in range(size)] for i in range(size)]
    )
