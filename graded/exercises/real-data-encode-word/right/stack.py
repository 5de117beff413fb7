def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = list(word)
    for pair in merges:
        stack, open_end = [], False
        for token in tokens:
            if open_end and (stack[-1], token) == tuple(pair):
                stack[-1] += token
                open_end = False
            else:
                stack.append(token)
                open_end = True
        tokens = stack
    return tokens
