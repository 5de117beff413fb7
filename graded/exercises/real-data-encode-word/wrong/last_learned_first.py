"""
keeps: 1
tells: the merges were made backwards; begin with the one that was learned first
"""


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = list(word)
    for first, second in reversed(merges):
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
