# %% all_entries_moved | points 0 | you moved all entries at once; move one entry at a time
def numerical_gradient(function, matrix, step=1e-5):
    up, down = matrix + step, matrix - step
    slope = (function(up) - function(down)) / (2 * step)
    return np.full(matrix.shape, slope)


# %% copied_once | points 0 | the entries that were moved before stay moved; make fresh copies for each entry
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    up, down = matrix.copy(), matrix.copy()
    for place in np.ndindex(*matrix.shape):
        up[place] += step
        down[place] -= step
        gradient[place] = (function(up) - function(down)) / (2 * step)
    return gradient


# %% divided_by_two_only | points 0 | you divided by 2 and multiplied by the step; brackets are missing in `/ 2 * step`
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = (function(up) - function(down)) / 2 * step
    return gradient


# %% flat | points 0 | these are the derivatives in one long vector; give them the shape of the matrix
def numerical_gradient(function, matrix, step=1e-5):
    gradient = []
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient.append((function(up) - function(down)) / (2 * step))
    return np.array(gradient)


# %% matrix_changed | points 3 | the matrix that was handed in has been changed; work on copies, or put each entry back
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    start = matrix.copy()
    for place in np.ndindex(*matrix.shape):
        matrix[:] = start
        matrix[place] += step
        up = function(matrix)
        matrix[place] -= 2 * step
        gradient[place] = (up - function(matrix)) / (2 * step)
    return gradient


# %% not_copied | points 0 | up and down are one and the same matrix; `=` makes no copy
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up = down = matrix
        up[place] += step
        down[place] -= step
        gradient[place] = (function(up) - function(down)) / (2 * step)
    return gradient


# %% not_divided | points 0 | these are differences; divide them by twice the step
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = function(up) - function(down)
    return gradient


# %% one_side | points 2 | that is the difference to one side; take both
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up = matrix.copy()
        up[place] += step
        gradient[place] = (function(up) - function(matrix)) / step
    return gradient


# %% other_side | points 2 | that is the difference to the lower side only; take both
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        down = matrix.copy()
        down[place] -= step
        gradient[place] = (function(matrix) - function(down)) / step
    return gradient


# %% sign_turned | points 0 | the sign is wrong; the upper value comes first
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = (function(down) - function(up)) / (2 * step)
    return gradient


# %% step_ignored | points 2 | the step is always 1e-5; use the one that is handed in
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        gradient[place] = (function(up) - function(down)) / 2e-5
    return gradient


# %% step_not_doubled | points 0 | divide by the distance of the two places, twice the step
def numerical_gradient(function, matrix, step=1e-5):
    gradient = np.zeros(matrix.shape)
    for place in np.ndindex(*matrix.shape):
        up, down = matrix.copy(), matrix.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = (function(up) - function(down)) / step
    return gradient
