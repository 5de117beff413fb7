"""
keeps: 1
tells: divide by the distance of the two places, twice the step
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = (function(up) - function(down)) / step
    return gradient
