"""
keeps: 3
tells: a merge goes from left to right; of ooo it makes oo, o
"""


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = list(word)
    for first, second in merges:
        i = len(tokens) - 2
        while i >= 0:
            if tokens[i] == first and tokens[i + 1] == second:
                tokens[i : i + 2] = [first + second]
                i -= 1
            i -= 1
    return tokens
