"""
keeps: 1
tells: these are the letters; make the merges
"""


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    return list(word)
