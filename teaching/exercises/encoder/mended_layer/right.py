# %% class_with_call
class Residual:
    def __init__(self, norm, block):
        self.norm, self.block = norm, block

    def __call__(self, x):
        return self.block(self.norm(x)).add_(x)


class Layer:
    def __call__(self, x, norm_1, attention, norm_2, feed_forward):
        first = Residual(norm_1, attention)
        second = Residual(norm_2, feed_forward)
        return second(first(x.double().float()))


mended_layer = Layer()


# %% loop
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    for norm, block in [(norm_1, attention), (norm_2, feed_forward)]:
        x = x + block(norm(x))
    return x


# %% one_name_a_step
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    normed = norm_1(x)
    attended = attention(normed)
    between = torch.add(x, attended)
    normed = norm_2(between)
    forwarded = feed_forward(normed)
    return torch.add(between, forwarded)


# %% own_copy_in_place
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    result = x.clone()
    result += attention(norm_1(x))
    result += feed_forward(norm_2(result))
    return result


# %% recursion
def mended_layer(x, *parts):
    if not parts:
        return x
    norm, block, *rest = parts
    return mended_layer(x + block(norm(x)), *rest)


# %% reduce
from functools import reduce


def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    residual = lambda x, pair: x + pair[1](pair[0](x))
    return reduce(residual, [(norm_1, attention), (norm_2, feed_forward)], x)


# %% sentence_by_sentence
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    """Each sentence by itself: in a layer they do not meet."""
    done = []
    for sentence in x.split(1):
        sentence = sentence + attention(norm_1(sentence))
        done.append(sentence + feed_forward(norm_2(sentence)))
    return torch.cat(done)
