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
