"""
keeps: 1
tells: these are differences; divide them by twice the step
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = function(up) - function(down)
    return gradient
