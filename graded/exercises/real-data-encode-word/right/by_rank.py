def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    rank = {tuple(pair): k for k, pair in reversed(list(enumerate(merges)))}
    tokens = list(word)
    while len(tokens) > 1:
        pairs = [
            (rank.get(two, len(merges)), two)
            for two in zip(tokens, tokens[1:])
        ]
        best, pair = min(pairs)
        if best == len(merges):
            break
        tokens = list(merge(tuple(tokens), pair))
    return tokens
