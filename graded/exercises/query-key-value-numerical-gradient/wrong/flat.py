"""
keeps: 1
tells: these are the derivatives in one long vector; give them the shape of the matrix
"""


def numerical_gradient(function, matrix, step=1e-5):
    gradient = []
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient.append((function(up) - function(down)) / (2 * step))
    return np.array(gradient)
