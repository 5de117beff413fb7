"""
keeps: 1
tells: you divided by 2 and multiplied by the step; brackets are missing in `/ 2 * step`
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = (function(up) - function(down)) / 2 * step
    return gradient
