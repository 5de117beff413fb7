def numerical_gradient(function, matrix, step=1e-5):
    gradient = torch.zeros(matrix.shape, dtype=torch.float64)
    for place in np.ndindex(*matrix.shape):
        up, down = torch.tensor(matrix), torch.tensor(matrix)
        up[place] += step
        down[place] -= step
        gradient[place] = function(up.numpy()) - function(down.numpy())
    return gradient.div_(2 * step)
