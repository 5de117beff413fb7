# %% as_it_was | points 0 | the first line writes the norm over x: what is added afterwards is no longer the x that came in
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = norm_1(x)
    x = x + attention(x)
    return x + feed_forward(norm_2(x))


# %% adds_the_normed | points 0 | you add the normalised x; add x itself, as it was before the norm
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = norm_1(x)
    x = x + attention(x)
    x = norm_2(x)
    return x + feed_forward(x)


# %% first_x_added_twice | points 0 | in the end you add the x of the beginning; add the sum behind the attention
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    middle = x + attention(norm_1(x))
    return x + feed_forward(norm_2(middle))


# %% in_place | points 4 | x was changed in place: x += writes into what was handed in, x = x + makes a new tensor
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x += attention(norm_1(x))
    x += feed_forward(norm_2(x))
    return x


# %% no_attention | points 0 | where is the attention?
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    return x + feed_forward(norm_2(x))


# %% no_feed_forward | points 0 | where is the feed-forward block?
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    return x + attention(norm_1(x))


# %% no_first_norm | points 0 | the attention needs its norm too
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(x)
    return x + feed_forward(norm_2(x))


# %% no_first_residual | points 0 | the first residual connection is missing: x itself is added to what the attention gives
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = attention(norm_1(x))
    return x + feed_forward(norm_2(x))


# %% no_second_norm | points 0 | the feed-forward block needs its norm too
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_1(x))
    return x + feed_forward(x)


# %% no_second_residual | points 0 | the second residual connection is missing: what went into norm_2 is added in the end
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_1(x))
    return feed_forward(norm_2(x))


# %% norm_1_twice | points 0 | norm_1 is used twice; the feed-forward block has norm_2
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_1(x))
    return x + feed_forward(norm_1(x))


# %% norm_of_the_block | points 0 | you normalise what the block gives; normalise what goes into it
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + norm_1(attention(x))
    return x + norm_2(feed_forward(x))


# %% norms_exchanged | points 0 | the norms are exchanged: norm_1 stands before the attention
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_2(x))
    return x + feed_forward(norm_1(x))


# %% post_norm | points 0 | this is post-norm: the norm stands behind the addition; it comes before the block
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    x = norm_1(x + attention(x))
    return norm_2(x + feed_forward(x))


# %% side_by_side | points 0 | both blocks look at the same x; the feed-forward block comes after the attention and sees its sum
def mended_layer(x, norm_1, attention, norm_2, feed_forward):
    return x + attention(norm_1(x)) + feed_forward(norm_2(x))
