"""
keeps: 1
tells: the entries that were moved before stay moved; make fresh copies for each entry
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    up, down = matrix.copy(), matrix.copy()
    for place in np.ndindex(*matrix.shape):
        up[place] += step
        down[place] -= step
        gradient[place] = (function(up) - function(down)) / (2 * step)
    return gradient
