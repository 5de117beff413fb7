from copy import deepcopy


def numerical_gradient(function, matrix, step=1e-5):
    gradient = deepcopy(matrix)
    for place, value in np.ndenumerate(matrix):
        values = []
        for sign in (1, -1):
            moved = deepcopy(matrix)
            moved[place] = value + sign * step
            values.append(function(moved))
        gradient[place] = (values[0] - values[1]) / (step + step)
    return gradient
