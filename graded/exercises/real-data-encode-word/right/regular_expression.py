import re


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    text = " ".join(word)
    for a, b in merges:
        pattern = rf"(?<!\S){re.escape(a)} {re.escape(b)}(?!\S)"
        text = re.sub(pattern, a + b, text)
    return text.split(" ")
