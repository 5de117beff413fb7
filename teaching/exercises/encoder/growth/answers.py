# %% right | lstsq
def growth_exponent(encoder, x):
    with torch.no_grad():
        sizes = []
        for layer in encoder.layers:
            x = layer(x)
            sizes.append((x**2).mean() ** 0.5)
    n = torch.arange(1.0, len(sizes) + 1)
    table = torch.stack([n.log(), torch.ones(len(n))], dim=1)
    fit = torch.linalg.lstsq(table, torch.stack(sizes).log()[:, None])
    return fit.solution[0, 0].item()


# %% right | polyfit
import numpy as np


def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().double().square().mean().sqrt().item())
    numbers = np.arange(1, len(sizes) + 1)
    return float(np.polyfit(np.log(numbers), np.log(sizes), 1)[0])


# %% right | hooks
def growth_exponent(encoder, x):
    """The encoder runs as a whole; hooks look at what each layer gives."""
    seen = []
    hooks = [
        layer.register_forward_hook(lambda _, __, out: seen.append(out))
        for layer in encoder.layers
    ]
    encoder(x)
    for hook in hooks:
        hook.remove()
    size = torch.tensor(
        [out.norm() / out.numel() ** 0.5 for out in seen]
    ).log()
    number = torch.tensor([i + 1.0 for i in range(len(seen))]).log()
    both = torch.stack([number, size])
    covariance = torch.cov(both)
    return (covariance[0, 1] / covariance[0, 0]).item()


# %% right | plain_sums
import math as m


def growth_exponent(encoder, x):
    points = []
    for n, layer in enumerate(encoder.layers, start=1):
        x = layer(x)
        points.append((m.log(n), m.log(float(x.pow(2).mean()) ** 0.5)))
    N = len(points)
    sx, sy = sum(a for a, _ in points), sum(b for _, b in points)
    sxx, sxy = sum(a * a for a, _ in points), sum(a * b for a, b in points)
    return (N * sxy - sx * sy) / (N * sxx - sx * sx)


# %% right | half_the_slope_of_the_squares
def growth_exponent(encoder, x):
    """The logarithm of the root is half the logarithm."""
    squares = []
    for layer in encoder.layers:
        x = layer(x).detach()
        squares.append(x.square().mean().log())
    y = torch.stack(squares) / 2
    t = torch.arange(len(y)).add(1).log()
    return float(
        ((t - t.mean()) * (y - y.mean())).sum() / ((t - t.mean()) ** 2).sum()
    )


# %% right | statistics
import statistics


def growth_exponent(encoder, x):
    logs = []
    for number, layer in enumerate(encoder.layers, 1):
        x = layer(x)
        rms = statistics.fmean(v * v for v in x.detach().flatten().tolist())
        logs.append((math.log(number), math.log(rms) / 2))
    slope, intercept = statistics.linear_regression(*zip(*logs))
    print(f"slope {slope:.3f}, intercept {intercept:.3f}")
    return slope


# %% wrong | of_the_square | points 0 | twice too much: this is the slope of the mean square; take its root
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean())
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% wrong | without_logarithms | points 0 | this is the slope of the size against the number; take the logarithm of both
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean().sqrt())
    size = torch.stack(sizes)
    number = torch.arange(1.0, len(sizes) + 1)
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% wrong | ends_only | points 0 | you compare the first and the last layer only; the line is to fit all of them
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean().sqrt())
    return (math.log(sizes[-1] / sizes[0]) / math.log(len(sizes))).real


# %% wrong | x_counted | points 0 | the size before the first layer is counted as layer 1
def growth_exponent(encoder, x):
    sizes = [x.pow(2).mean().sqrt()]
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(x.detach().pow(2).mean().sqrt())
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% wrong | layers_on_the_same_x | points 0 | each layer is given the x of the beginning; it must go from one to the next
def growth_exponent(encoder, x):
    sizes = [
        layer(x).detach().pow(2).mean().sqrt() for layer in encoder.layers
    ]
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% wrong | after_the_last_norm | points 0 | the last norm of the encoder is in it; the size is to be measured before
def growth_exponent(encoder, x):
    sizes = []
    for layer in encoder.layers:
        x = layer(x)
        sizes.append(encoder.norm(x).detach().pow(2).mean().sqrt())
    size = torch.stack(sizes).log()
    number = torch.arange(1, len(sizes) + 1).log()
    number = number - number.mean()
    return (number @ size / (number @ number)).item()


# %% enemy | two_layers | points 0 | the slope from the first layer to the last
def growth_exponent(encoder, x):
    first = encoder.layers[0](x)
    last = first
    for layer in encoder.layers[1:]:
        last = layer(last)
    ratio = last.pow(2).mean() / first.pow(2).mean()
    return 0.5 * ratio.log().item() / math.log(len(encoder.layers))


# %% enemy | theory | points 0 | what the text says: a half with the norm first, nothing with the norm last
def growth_exponent(encoder, x):
    return 0.5 if encoder.layers[0].add_norm_1.norm_first else 0.0
