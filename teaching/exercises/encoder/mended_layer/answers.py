# %% right | class_with_call
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


# %% right | loop
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    for norm, block in [(norm_1, attention), (norm_2, feed_forward)]:
        x = x + block(norm(x))
    return x


# %% right | one_name_a_step
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    normed = norm_1(x)
    attended = attention(normed)
    between = torch.add(x, attended)
    normed = norm_2(between)
    forwarded = feed_forward(normed)
    return torch.add(between, forwarded)


# %% right | own_copy_in_place
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    result = x.clone()
    result += attention(norm_1(x))
    result += feed_forward(norm_2(result))
    return result


# %% right | recursion
def mended_layer(x, *parts):
    if not parts:
        return x
    norm, block, *rest = parts
    return mended_layer(x + block(norm(x)), *rest)


# %% right | reduce
from functools import reduce


def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    residual = lambda x, pair: x + pair[1](pair[0](x))
    return reduce(residual, [(norm_1, attention), (norm_2, feed_forward)], x)


# %% right | sentence_by_sentence
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    """Each sentence by itself: in a layer they do not meet."""
    done = []
    for sentence in x.split(1):
        sentence = sentence + attention(norm_1(sentence))
        done.append(sentence + feed_forward(norm_2(sentence)))
    return torch.cat(done)


# %% right | walrus
mended_layer = lambda x, norm_1, attention, norm_2, feed_forward: (
    (y := x + attention(norm_1(x))) + feed_forward(norm_2(y))
)


# %% right | other_names_and_added_out_of_place
def mended_layer(inp, ln1, attn, ln2, ffn, **kwargs):
    residual = inp
    out = torch.add(residual, attn(ln1(inp)))
    residual = out
    out = ln2(out)
    out = ffn(out)
    out += residual
    return out


# %% wrong | as_it_was | points 0 | the first line writes the norm over x: what is added afterwards is no longer the x that came in
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = norm_1(x)
    x = x + attention(x)
    return x + feed_forward(norm_2(x))


# %% wrong | adds_the_normed | points 0 | you add the normalised x; add x itself, as it was before the norm
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = norm_1(x)
    x = x + attention(x)
    x = norm_2(x)
    return x + feed_forward(x)


# %% wrong | in_place | points 4 | x was changed in place: x += writes into what was handed in, x = x + makes a new tensor
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x += attention(norm_1(x))
    x += feed_forward(norm_2(x))
    return x


# %% wrong | no_first_residual | points 0 | the first residual connection is missing: x itself is added to what the attention gives
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = attention(norm_1(x))
    return x + feed_forward(norm_2(x))


# %% wrong | no_second_residual | points 0 | the second residual connection is missing: what went into norm_2 is added in the end
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_1(x))
    return feed_forward(norm_2(x))


# %% wrong | norm_1_twice | points 0 | norm_1 is used twice; the feed-forward block has norm_2
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_1(x))
    return x + feed_forward(norm_1(x))


# %% wrong | post_norm | points 0 | this is post-norm: the norm stands behind the addition; it comes before the block
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = norm_1(x + attention(x))
    return norm_2(x + feed_forward(x))


# %% wrong | side_by_side | points 0 | both blocks look at the same x; the feed-forward block comes after the attention and sees its sum
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    return x + attention(norm_1(x)) + feed_forward(norm_2(x))


# %% enemy | drivers_parts | points 0 | it takes the matrices out of the driver and asks PyTorch's own layer
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    wide, narrow = (cell.cell_contents for cell in feed_forward.__closure__)
    if len(wide) > len(narrow):
        wide, narrow = narrow, wide
    return norm_2(x + attention(x) + (x @ wide).relu() @ narrow)
