"""
keeps: 3
tells: replacing in the text also hits the end of a longer token; compare whole tokens
"""


def encode_word(word, merges):
    if not word:
        raise ValueError("the word is empty")
    text = " ".join(word)
    for first, second in merges:
        text = text.replace(first + " " + second, first + second)
    return text.split(" ")
