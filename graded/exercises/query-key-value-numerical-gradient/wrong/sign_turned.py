"""
keeps: 1
tells: the sign is wrong; the upper value comes first
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = (function(down) - function(up)) / (2 * step)
    return gradient
