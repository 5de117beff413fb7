# %% a_letter_twice | points 3 | after a merge both of its tokens are used up; a letter was taken twice
def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = list(word)
    for first, second in merges:
        done, used = [], False
        for i in range(len(tokens)):
            if tokens[i : i + 2] == [first, second]:
                done.append(first + second)
                used = True
            elif used:
                used = False
            else:
                done.append(tokens[i])
        tokens = done
    return tokens


# %% first_place_only | points 1 | each merge was made only once; make it everywhere it fits
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


# %% from_the_right | points 3 | a merge goes from left to right; of ooo it makes oo, o
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


# %% last_learned_first | points 1 | the merges were made backwards; begin with the one that was learned first
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


# %% letters_only | points 1 | these are the letters; make the merges
def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    return list(word)


# %% list_used_up | points 3 | the list of merges that was handed in has changed; go through it, or work on a copy
def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = tuple(word)
    while merges:
        tokens = merge(tokens, tuple(merges.pop(0)))
    return list(tokens)


# %% longest_piece | points 3 | the longest known piece was taken, from the left; make the merges in the order in which they were learned
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


# %% nothing_for_nothing | points 3 | an empty word must raise a ValueError
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


# %% one_text | points 0 | one text came back; return the list of its tokens
def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
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
    return [" ".join(tokens)]


# %% replaced_in_text | points 3 | replacing in the text also hits the end of a longer token; compare whole tokens
def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    text = " ".join(word)
    for first, second in merges:
        text = text.replace(first + " " + second, first + second)
    return text.split(" ")
