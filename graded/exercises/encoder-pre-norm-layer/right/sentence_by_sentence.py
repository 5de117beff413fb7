def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    """Each sentence by itself: in a layer they do not meet."""
    done = []
    for sentence in x.split(1):
        sentence = sentence + attention(norm_1(sentence))
        done.append(sentence + feed_forward(norm_2(sentence)))
    return torch.cat(done)
