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
