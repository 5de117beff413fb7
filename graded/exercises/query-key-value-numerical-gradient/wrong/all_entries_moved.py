"""
keeps: 1
tells: you moved all entries at once; move one entry at a time
"""


def numerical_gradient(function, matrix, step=1e-5):
    up, down = matrix + step, matrix - step
    slope = (function(up) - function(down)) / (2 * step)
    return np.full(matrix.shape, slope)
