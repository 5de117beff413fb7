from functools import reduce


def encode_word(word, merges):
    if len(word) == 0:
        raise ValueError("the word is empty")
    return list(
        reduce(lambda t, pair: merge(t, tuple(pair)), merges, tuple(word))
    )
