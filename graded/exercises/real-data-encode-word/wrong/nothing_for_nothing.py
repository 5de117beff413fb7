"""
keeps: 3
tells: an empty word must raise a ValueError
"""


def encode_word(word, merges):
    tokens = list(word)
    for first, second in merges:
        i, done = 0, []
        while i < len(tokens):
            if tokens[i : i + 2] == [first, second]:
                done.append(first + second)
                i += 2
            else:
                done.append(tokens[i])
                i += 1
        tokens = done
    return tokens
