def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = list(word)
    for a, b in merges:
        tokens = list(merge(tuple(tokens), (a, b)))
    return tokens
