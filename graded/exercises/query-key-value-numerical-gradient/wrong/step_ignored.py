"""
keeps: 2
tells: the step is always 1e-5; use the one that is handed in
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        gradient[place] = (function(up) - function(down)) / 2e-5
    return gradient
