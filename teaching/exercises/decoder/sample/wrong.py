# %% always_the_most_probable | points 1 | always the most probable token comes; that is greedy decoding, draw with the probabilities
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    return int((logits / max(temperature, 1e-3)).softmax(dim=-1).argmax())


# %% below_zero_accepted | points 2 | a temperature below 0 must raise a ValueError; look at it before you treat 0
def sample(logits, temperature, generator):
    if temperature == 0:
        return int(logits.argmax())
    probabilities = (logits / temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))


# %% divided_by_zero | points 2 | at temperature 0 your function divides by 0; treat 0 by itself and take the most probable token
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    probabilities = (logits / temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))


# %% global_generator | points 2 | the generator that is given has no influence; hand it over as generator=generator
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    return int(torch.multinomial((logits / temperature).softmax(dim=-1), 1))


# %% multiplied | points 2 | the logits were multiplied by the temperature; divide by it
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    probabilities = (logits * temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))


# %% no_influence | points 2 | the temperature has no influence; divide the logits by it before the softmax (dividing probabilities leaves their shares as they are)
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    probabilities = logits.softmax(dim=-1) / temperature
    return int(torch.multinomial(probabilities, 1, generator=generator))


# %% seeded_again | points 1 | the generator is seeded anew in each call, so the same id comes for ever
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    generator = generator.manual_seed(4)
    probabilities = (logits / temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))


# %% softmax_twice | points 1 | softmax was taken twice, which makes the shares much too even
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    probabilities = (logits / temperature).softmax(0).softmax(0)
    return int(torch.multinomial(probabilities, 1, generator=generator))


# %% tensor | points 2 | a tensor came back; int(…) makes a plain number of it
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return logits.argmax()
    probabilities = (logits / temperature).softmax(dim=-1)
    return torch.multinomial(probabilities, 1, generator=generator)[0]


# %% zero_refused | points 2 | temperature 0 is allowed; it gives the most probable token
def sample(logits, temperature, generator):
    if temperature <= 0:
        raise ValueError("not above 0")
    probabilities = (logits / temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))
