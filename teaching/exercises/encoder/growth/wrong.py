# %% of_the_square | points 0 | twice too much: this is the slope of the mean square; take its root
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean())
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% without_logarithms | points 0 | this is the slope of the size against the number; take the logarithm of both
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean().sqrt())
    size = torch.stack(sizes)
    number = torch.arange(1.0, len(sizes) + 1)
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% one_logarithm | points 0 | the number of the layer has no logarithm here: this would be an exponential's rate
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean().sqrt())
    size = torch.stack(sizes).log()
    number = torch.arange(1.0, len(sizes) + 1)
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% ends_only | points 0 | you compare the first and the last layer only; the line is to fit all of them
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean().sqrt())
    return (math.log(sizes[-1] / sizes[0]) / math.log(len(sizes))).real


# %% x_counted | points 0 | the size before the first layer is counted as layer 1
def growth_exponent(encoder, x):
    sizes = [x.pow(2).mean().sqrt()]
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean().sqrt())
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% through_zero | points 0 | the line need not go through the origin: take the deviations from the means
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean().sqrt())
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    return (number @ size / (number @ number)).item()


# %% layers_on_the_same_x | points 0 | each layer is given the x of the beginning; it must go from one to the next
def growth_exponent(encoder, x):
    sizes = [
        layer(x).detach().pow(2).mean().sqrt() for layer in encoder.layers
    ]
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% after_the_last_norm | points 0 | the last norm of the encoder is in it; the size is to be measured before
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(encoder.norm(x).detach().pow(2).mean().sqrt())
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    number = number - number.mean()
    return (number @ size / (number @ number)).item()
