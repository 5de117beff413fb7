"""
keeps: 3
tells: the list of merges that was handed in has changed; go through it, or work on a copy
"""


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = tuple(word)
    while merges:
        tokens = merge(tokens, tuple(merges.pop(0)))
    return list(tokens)
