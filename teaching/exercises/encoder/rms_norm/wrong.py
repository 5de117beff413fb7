# %% always_the_same_epsilon | points 2 | epsilon is an argument: take the one that is handed in, not always 1e-5
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)


# %% epsilon_behind_the_root | points 2 | epsilon is added to the mean square, before the root, not to the root
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (torch.sqrt(x.pow(2).mean(-1, keepdim=True)) + epsilon)


# %% in_place | points 1 | the right values, but x itself has changed: x /= writes into what was handed in, x = x / makes a new tensor
def rms_norm(x, gain, epsilon=1e-5):
    x /= torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)
    return gain * x


# %% layer_norm | points 0 | this is layer norm: do not subtract the mean
def rms_norm(x, gain, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return (
        gain
        * centred
        / (centred.pow(2).mean(-1, keepdim=True) + epsilon).sqrt()
    )


# %% length | points 0 | you divided by the length; take the mean of the squares, not the sum
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).sum(-1, keepdim=True) + epsilon)


# %% mean_of_sizes | points 0 | this is the mean of the absolute values; square first, then the mean, then the root
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (x.abs().mean(-1, keepdim=True) + epsilon)


# %% no_epsilon | points 2 | where is epsilon? Without it, a vector of zeros is 0 / 0
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True))


# %% no_gain | points 0 | where is the gain?
def rms_norm(x, gain, epsilon=1e-5):
    return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)


# %% no_root | points 0 | you divided by the mean square; divide by its root
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (x.pow(2).mean(-1, keepdim=True) + epsilon)


# %% one_plus_gain | points 0 | you multiplied by 1 + gain; multiply by the gain
def rms_norm(x, gain, epsilon=1e-5):
    return (
        (1 + gain) * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)
    )


# %% over_everything | points 0 | one root for all; each token by itself, over the last axis
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).mean() + epsilon)


# %% over_the_words | points 0 | the mean is over the words; take the last axis, the entries of one vector
def rms_norm(x, gain, epsilon=1e-5):
    axis = max(x.dim() - 2, 0)
    return gain * x / torch.sqrt(x.pow(2).mean(axis, keepdim=True) + epsilon)


# %% standard_deviation | points 0 | you divided by the standard deviation, which is measured from the mean; take the squares of x itself
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (x.var(-1, keepdim=True, correction=0) + epsilon).sqrt()
