"""
keeps: 2
tells: that is the difference to one side; take both
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up = matrix.copy()
        up[place] += step
        gradient[place] = (function(up) - function(matrix)) / step
    return gradient
