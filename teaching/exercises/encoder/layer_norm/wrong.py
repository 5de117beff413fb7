# %% always_the_same_epsilon | points 2 | epsilon is an argument: take the one that is handed in, not always 1e-5
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / torch.sqrt(variance + 1e-5) + bias


# %% bias_before_gain | points 0 | first the gain, then the bias: the bias is not multiplied
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * ((x - mean) / torch.sqrt(variance + epsilon) + bias)


# %% epsilon_behind_the_root | points 2 | epsilon is added to the variance, before the root, not to the root
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / (torch.sqrt(variance) + epsilon) + bias


# %% in_place | points 1 | the right values, but x itself has changed: x -= writes into what was handed in, x = x - makes a new tensor
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    x -= x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * x / torch.sqrt(variance + epsilon) + bias


# %% mean_left_in | points 0 | the mean is still in it: subtract it before you divide
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * x / torch.sqrt(variance + epsilon) + bias


# %% no_bias | points 0 | the gain is there, the bias is not
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / torch.sqrt(variance + epsilon)


# %% no_epsilon | points 2 | where is epsilon? Without it, a vector of equal entries is 0 / 0
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / torch.sqrt(variance) + bias


# %% no_gain_no_bias | points 0 | this is the plain norm: where are gain and bias?
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return (x - mean) / torch.sqrt(variance + epsilon)


# %% no_root | points 0 | you divided by the variance; divide by its root
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / (variance + epsilon) + bias


# %% not_divided | points 0 | the mean is gone, but the variance is not 1: divide by the root of it
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    return gain * (x - x.mean(-1, keepdim=True)) + bias


# %% over_everything | points 0 | one mean and one variance for all; each vector has its own, over the last axis
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    variance = x.var(correction=0)
    return gain * (x - x.mean()) / torch.sqrt(variance + epsilon) + bias


# %% over_the_words | points 0 | you normalised over the words; take the last axis, the entries of one vector
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    axis = max(x.dim() - 2, 0)
    mean = x.mean(axis, keepdim=True)
    variance = x.var(axis, keepdim=True, correction=0)
    return gain * (x - mean) / torch.sqrt(variance + epsilon) + bias


# %% unbiased | points 0 | you divided by D - 1: layer norm takes the biased variance, correction=0
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True)
    return gain * (x - mean) / torch.sqrt(variance + epsilon) + bias
