# %% one_width_for_all | points 0 | all columns have the same width; a column that does not matter needs a wide one
def predict(positions, measured, asked_at):
    unit, best = positions.std(axis=0), (np.inf, None)
    for factors in np.repeat([[0.1], [0.2], [0.4], [0.8], [1.6]], 3, axis=1):
        at = positions / (unit * factors)
        scores = -np.square(at[:, None] - at).sum(axis=2) / 2
        np.fill_diagonal(scores, -np.inf)
        error = np.square(softmax(scores) @ measured - measured).mean()
        best = min(best, (error, tuple(factors)))
    at, asked = positions / (unit * best[1]), asked_at / (unit * best[1])
    return softmax(-np.square(asked[:, None] - at).sum(axis=2) / 2) @ measured


# %% not_left_out | points 0 | each point helped to predict itself, so the narrowest widths win; leave it out
def predict(positions, measured, asked_at):
    unit, best = positions.std(axis=0), (np.inf, None)
    for factors in np.stack(
        np.meshgrid(*[[0.1, 0.2, 0.4, 0.8, 10.0]] * 3), axis=-1
    ).reshape(-1, 3):
        at = positions / (unit * factors)
        scores = -np.square(at[:, None] - at).sum(axis=2) / 2
        pass
        error = np.square(softmax(scores) @ measured - measured).mean()
        best = min(best, (error, tuple(factors)))
    at, asked = positions / (unit * best[1]), asked_at / (unit * best[1])
    return softmax(-np.square(asked[:, None] - at).sum(axis=2) / 2) @ measured


# %% always_the_average | points 0 | that is the average of all measurements, wherever you ask
def predict(positions, measured, asked_at):
    return np.full(len(asked_at), measured.mean())


# %% not_normalised | points 0 | the similarities are not divided by their sum
def predict(positions, measured, asked_at):
    unit = positions.std(axis=0)
    away = np.square((asked_at[:, None] - positions) / unit / 0.4).sum(axis=2)
    return np.exp(-away / 2) @ measured


# %% largest_error | points 0 | you kept the widths with the largest leave-one-out error; take the smallest
def predict(positions, measured, asked_at):
    unit, best = positions.std(axis=0), (np.inf, None)
    for factors in np.stack(
        np.meshgrid(*[[0.1, 0.2, 0.4, 0.8, 10.0]] * 3), axis=-1
    ).reshape(-1, 3):
        at = positions / (unit * factors)
        scores = -np.square(at[:, None] - at).sum(axis=2) / 2
        np.fill_diagonal(scores, -np.inf)
        error = -np.square(softmax(scores) @ measured - measured).mean()
        best = min(best, (error, tuple(factors)))
    at, asked = positions / (unit * best[1]), asked_at / (unit * best[1])
    return softmax(-np.square(asked[:, None] - at).sum(axis=2) / 2) @ measured


# %% units_ignored | points 4 | your widths are the same numbers in every unit; measure them in standard deviations of the column
def predict(positions, measured, asked_at):
    unit, best = np.ones(3), (np.inf, None)
    for factors in np.stack(
        np.meshgrid(*[[0.1, 0.2, 0.4, 0.8, 10.0]] * 3), axis=-1
    ).reshape(-1, 3):
        at = positions / (unit * factors)
        scores = -np.square(at[:, None] - at).sum(axis=2) / 2
        np.fill_diagonal(scores, -np.inf)
        error = np.square(softmax(scores) @ measured - measured).mean()
        best = min(best, (error, tuple(factors)))
    at, asked = positions / (unit * best[1]), asked_at / (unit * best[1])
    return softmax(-np.square(asked[:, None] - at).sum(axis=2) / 2) @ measured
