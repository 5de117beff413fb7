"""
keeps: 1
tells: each merge was made only once; make it everywhere it fits
"""


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = list(word)
    for first, second in merges:
        for i in range(len(tokens) - 1):
            if tokens[i] == first and tokens[i + 1] == second:
                tokens[i : i + 2] = [first + second]
                break
    return tokens
