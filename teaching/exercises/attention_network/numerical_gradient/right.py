# %% enumerated
from copy import deepcopy


def numerical_gradient(function, matrix, step=1e-5):
    gradient = deepcopy(matrix)
    for place, value in np.ndenumerate(matrix):
        values = []
        for sign in (1, -1):
            moved = deepcopy(matrix)
            moved[place] = value + sign * step
            values.append(function(moved))
        gradient[place] = (values[0] - values[1]) / (step + step)
    return gradient


# %% restored
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.empty_like(matrix)
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            kept = matrix[i, j]
            matrix[i, j] = kept + step
            gradient[i, j] = function(matrix)
            matrix[i, j] = kept - step
            gradient[i, j] -= function(matrix)
            matrix[i, j] = kept
    return gradient / (2 * step)


# %% stepped_back
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(matrix.shape):
        matrix[place] += step
        up = function(matrix)
        matrix[place] -= 2 * step
        down = function(matrix)
        matrix[place] += step  # the same but for rounding
        gradient[place] = (up - down) / 2 / step
    return gradient


# %% torch
def numerical_gradient(function, matrix, step=1e-5):
    gradient = torch.zeros(matrix.shape, dtype=torch.float64)
    for place in np.ndindex(*matrix.shape):
        up, down = torch.tensor(matrix), torch.tensor(matrix)
        up[place] += step
        down[place] -= step
        gradient[place] = function(up.numpy()) - function(down.numpy())
    return gradient.div_(2 * step)


# %% two_halves
def one_sided(function, matrix, step):
    start = function(matrix)
    slopes = []
    for row, column in np.ndindex(*matrix.shape):
        moved = np.copy(matrix)
        moved[row, column] += step
        slopes.append((function(moved) - start) / step)
    return np.array(slopes)


def numerical_gradient(function, matrix, step=1e-5):
    both = (
        one_sided(function, matrix, step),
        one_sided(function, matrix, -step),
    )
    return np.mean(both, axis=0).reshape(matrix.shape).tolist()


# %% unit_matrices
def numerical_gradient(function, matrix, step=1e-5):
    steps = step * np.eye(matrix.size).reshape(-1, *matrix.shape)
    slopes = [
        (function(matrix + each) - function(matrix - each)) / (2 * step)
        for each in steps
    ]
    return np.reshape(slopes, matrix.shape)


# %% vectorised
def numerical_gradient(function, matrix, step=1e-5):
    def along(flat):
        return function(flat.reshape(matrix.shape))

    steps = np.diag(np.full(matrix.size, step))
    flat = matrix.ravel()
    up = np.apply_along_axis(along, 1, flat + steps)
    down = np.apply_along_axis(along, 1, flat - steps)
    return ((up - down) / (2 * step)).reshape(matrix.shape)
