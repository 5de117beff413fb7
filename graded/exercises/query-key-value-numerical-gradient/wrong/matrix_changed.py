"""
keeps: 3
tells: the matrix that was handed in has been changed; work on copies, or put each entry back
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    start = matrix.copy()
    for place in np.ndindex(*matrix.shape):
        matrix[:] = start
        matrix[place] += step
        up = function(matrix)
        matrix[place] -= 2 * step
        gradient[place] = (up - function(matrix)) / (2 * step)
    return gradient
