def numerical_gradient(function, matrix, step=1e-5):
    def along(flat):
        return function(flat.reshape(matrix.shape))

    steps = np.diag(np.full(matrix.size, step))
    flat = matrix.ravel()
    up = np.apply_along_axis(along, 1, flat + steps)
    down = np.apply_along_axis(along, 1, flat - steps)
    return ((up - down) / (2 * step)).reshape(matrix.shape)
