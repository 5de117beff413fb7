# %% by_rank
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


# %% chapter_merge
def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    tokens = list(word)
    for a, b in merges:
        tokens = list(merge(tuple(tokens), (a, b)))
    return tokens


# %% delete_in_place
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


# %% recursive
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


# %% reduce
from functools import reduce


def encode_word(word, merges):
    if len(word) == 0:
        raise ValueError("the word is empty")
    return list(
        reduce(lambda t, pair: merge(t, tuple(pair)), merges, tuple(word))
    )


# %% regular_expression
import re


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    text = " ".join(word)
    for a, b in merges:
        pattern = rf"(?<!\S){re.escape(a)} {re.escape(b)}(?!\S)"
        text = re.sub(pattern, a + b, text)
    return text.split(" ")


# %% stack
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
