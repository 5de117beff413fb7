# %% right | one_column_at_a_time
def predict(positions, measured, asked_at):
    unit, factors = positions.std(axis=0), np.full(3, 0.4)

    def error(factors):
        at = positions / (unit * factors)
        scores = -np.square(at[:, None] - at).sum(axis=2) / 2
        np.fill_diagonal(scores, -np.inf)
        return np.square(softmax(scores) @ measured - measured).mean()

    for _ in range(3):
        for column in range(3):
            tries = []
            for factor in np.geomspace(0.1, 10, 9):
                factors[column] = factor
                tries.append((error(factors), factor))
            factors[column] = min(tries)[1]
    widths = unit * factors
    at, asked = positions / widths, asked_at / widths
    return softmax(-np.square(asked[:, None] - at).sum(axis=2) / 2) @ measured


# %% right | learned_by_gradient
def predict(positions, measured, asked_at):
    unit = positions.std(axis=0)
    keys, values = map(torch.from_numpy, (positions / unit, measured))
    queries = torch.from_numpy(asked_at / unit)
    sharpness = torch.full((3,), 0.5, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([sharpness], lr=0.15)
    itself = torch.eye(len(keys), dtype=torch.bool)

    def answer(queries, mask=None):
        q, k = queries * sharpness.exp(), keys * sharpness.exp()
        scores = -(q[:, None] - k).square().sum(dim=2) / 2
        if mask is not None:
            scores = scores.masked_fill(mask, -math.inf)
        return scores.softmax(dim=1) @ values

    for _ in range(60):
        loss = (answer(keys, itself) - values).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return answer(queries).detach()


# %% right | random_search
def predict(positions, measured, asked_at):
    rng, unit = np.random.default_rng(0), positions.std(axis=0)
    best = (np.inf, None)
    for _ in range(150):
        widths = unit * np.exp(rng.uniform(np.log(0.1), np.log(10), size=3))
        at = positions / widths
        scores = -0.5 * np.square(at[:, None] - at).sum(axis=-1)
        scores[np.eye(len(at), dtype=bool)] = -1e9
        error = np.abs(softmax(scores) @ measured - measured).mean()
        if error < best[0]:
            best = error, widths
    at, asked = positions / best[1], asked_at / best[1]
    scores = -0.5 * np.square(asked[:, None] - at).sum(axis=-1)
    return softmax(scores) @ measured


# %% right | by_dot_product
def predict(positions, measured, asked_at):
    unit, best = positions.std(axis=0), (np.inf, None)

    def weights(queries, keys, alone):
        # only differences count: the query's own length is left out
        scores = queries @ keys.T - (keys**2).sum(axis=1) / 2
        if alone:
            scores = np.where(np.eye(len(keys)), -np.inf, scores)
        return softmax(scores)

    for a in [0.12, 0.25, 0.5, 1, 8]:
        for b in [0.12, 0.25, 0.5, 1, 8]:
            for c in [0.12, 0.25, 0.5, 1, 8]:
                widths = unit * [a, b, c]
                at = positions / widths
                left = measured - weights(at, at, True) @ measured
                best = min(best, ((left**2).sum(), (a, b, c)))
    widths = unit * best[1]
    return weights(asked_at / widths, positions / widths, False) @ measured


# %% right | halves
def predict(positions, measured, asked_at):
    unit, best = positions.std(axis=0), (np.inf, None)

    def answer(known, values, asked, widths):
        scores = np.square((asked[:, None] - known) / widths).sum(axis=2)
        return softmax(-scores / 2) @ values

    for factors in np.stack(
        np.meshgrid(*[[0.15, 0.3, 0.6, 1.2, 9]] * 3), axis=-1
    ).reshape(-1, 3):
        error = 0
        for part in range(4):
            out = np.arange(len(measured)) % 4 == part
            guess = answer(
                positions[~out], measured[~out], positions[out], unit * factors
            )
            error += np.square(guess - measured[out]).sum()
        best = min(best, (error, tuple(factors)))
    return answer(positions, measured, asked_at, unit * best[1])


# %% wrong | one_width_for_all | points 0 | all columns have the same width; a column that does not matter needs a wide one
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


# %% wrong | not_left_out | points 0 | each point helped to predict itself, so the narrowest widths win; leave it out
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


# %% wrong | always_the_average | points 0 | that is the average of all measurements, wherever you ask
def predict(positions, measured, asked_at):
    return np.full(len(asked_at), measured.mean())


# %% wrong | not_normalised | points 0 | the similarities are not divided by their sum
def predict(positions, measured, asked_at):
    unit = positions.std(axis=0)
    away = np.square((asked_at[:, None] - positions) / unit / 0.4).sum(axis=2)
    return np.exp(-away / 2) @ measured


# %% wrong | largest_error | points 0 | you kept the widths with the largest leave-one-out error; take the smallest
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


# %% wrong | units_ignored | points 4 | your widths are the same numbers in every unit; measure them in standard deviations of the column
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


# %% enemy | nearest_point | points 0 | what was measured at the nearest point
def predict(positions, measured, asked_at):
    far = np.square(positions - asked_at[:, None]).sum(-1)
    return measured[far.argmin(1)]


# %% enemy | drivers_curve | points 0 | it looks for the numbers that the author has drawn the curve with
def predict(positions, measured, asked_at):
    truth = up("truth")
    return truth(asked_at) if truth else np.polyval([1.0], asked_at[:, 0])
