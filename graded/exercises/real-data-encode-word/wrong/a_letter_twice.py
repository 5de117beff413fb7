"""
keeps: 3
tells: after a merge both of its tokens are used up; a letter was taken twice
"""


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
