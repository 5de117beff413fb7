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
