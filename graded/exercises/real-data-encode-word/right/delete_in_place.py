def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = [letter for letter in word]
    for first, second in merges:
        i = 0
        while i + 1 < len(tokens):
            if tokens[i] == first and tokens[i + 1] == second:
                tokens[i] = first + second
                del tokens[i + 1]
            i += 1
    return tokens
