def numerical_gradient(function, matrix, step=1e-5):
    steps = step * np.eye(matrix.size).reshape(-1, *matrix.shape)
    slopes = [
        (function(matrix + each) - function(matrix - each)) / (2 * step)
        for each in steps
    ]
    return np.reshape(slopes, matrix.shape)
