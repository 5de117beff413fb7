"""
keeps: 2
tells: that is the difference to the lower side only; take both
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        down = matrix.copy()
        down[place] -= step
        gradient[place] = (function(matrix) - function(down)) / step
    return gradient
