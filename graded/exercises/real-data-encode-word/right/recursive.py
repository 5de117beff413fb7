def encode_word(word, merges):
    if word == "":
        raise ValueError("the word is empty")

    def join(tokens, pair):
        if len(tokens) < 2:
            return tokens
        if (tokens[0], tokens[1]) == tuple(pair):
            return [tokens[0] + tokens[1], *join(tokens[2:], pair)]
        return [tokens[0], *join(tokens[1:], pair)]

    tokens = list(word)
    for pair in merges:
        tokens = join(tokens, pair)
    return tokens
