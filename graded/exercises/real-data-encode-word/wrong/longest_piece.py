"""
keeps: 3
tells: >-
  the longest known piece was taken, from the left; make the merges in the order in which
  they were learned
"""


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    known, tokens = {a + b for a, b in merges}, []
    while word:
        n = len(word)
        while n > 1 and word[:n] not in known:
            n -= 1
        tokens.append(word[:n])
        word = word[n:]
    return tokens
