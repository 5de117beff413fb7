"""What needs no network: n-grams with Kneser-Ney smoothing, and xz."""

import lzma
from itertools import count

import numpy as np

BYTES = 256


def grams(ids: np.ndarray, n: int, size: int) -> np.ndarray:
    """Return each n-gram of ids as one number in the base of the vocabulary's size."""
    keys = np.zeros(len(ids) - n + 1, dtype=np.uint64)
    for i in range(n):
        keys = keys * np.uint64(size) + ids[i : i + len(keys)]
    return keys


def smoothed(keys, counts, asked, size, lower):
    """Return the probabilities of the n-grams asked for.

    ``keys`` are the n-grams of the training text, sorted, and ``counts`` how often they occur;
    ``lower`` are the probabilities of the same tokens after a context that is one token shorter.
    """
    how_many = np.bincount(np.minimum(counts, 4), minlength=5)
    n1, n2, n3, n4 = np.maximum(how_many[1:], 1)
    ratio = n1 / (n1 + 2 * n2)
    discounts = np.array(
        [
            0,
            1 - 2 * ratio * n2 / n1,
            2 - 3 * ratio * n3 / n2,
            3 - 4 * ratio * n4 / n3,
        ]
    ).clip(min=0.1)
    taken = discounts[np.minimum(counts, 3)]
    contexts, first = np.unique(keys // np.uint64(size), return_index=True)
    totals = np.add.reduceat(counts, first)
    left_over = np.add.reduceat(taken, first)

    gram = np.searchsorted(keys, asked).clip(max=len(keys) - 1)
    kept = np.where(keys[gram] == asked, counts[gram] - taken[gram], 0.0)
    before = asked // np.uint64(size)
    context = np.searchsorted(contexts, before).clip(max=len(contexts) - 1)
    known = contexts[context] == before
    mixed = (kept + left_over[context] * lower) / totals[context]
    return np.where(known, mixed, lower)


def n_gram_bits(
    train: np.ndarray, test: np.ndarray, size: int, orders: int
) -> list[float]:
    """Return the bits that test needs, its first token given, for n = 1, 2, ... orders.

    Interpolated, modified Kneser-Ney smoothing: all lower orders count in how many contexts a token
    occurs, not how often.

    Source: Chen and Goodman (1999), section 3.
    """
    train, test = train.astype(np.uint64), test.astype(np.uint64)
    lower, bits = np.full(len(test) - 1, 1 / size), []
    seen = np.unique(grams(train, 1, size), return_counts=True)
    for n in count(1):
        start = np.full(max(n - 2, 0), test[0])  # a context for the first ones
        asked = grams(np.concatenate([start, test]), n, size)[-len(lower) :]
        bits.append(-np.log2(smoothed(*seen, asked, size, lower)).sum())
        if n == orders:
            return bits
        longer = np.unique(grams(train, n + 1, size), return_counts=True)
        endings = longer[0] % np.uint64(size) ** np.uint64(n)
        contexts = np.unique(endings, return_counts=True)
        lower = smoothed(*contexts, asked, size, lower)
        seen = longer


def baselines(data, part: str) -> dict[str, float]:
    """Return the bits that n-grams and xz need; n is what is best on the validation set."""

    def as_bytes(part):
        text = "\n" + "".join(text + "\n" for text in data.texts(part))
        return np.frombuffer(text.encode(), dtype=np.uint8)

    def as_tokens(part):
        return data.ids(part).numpy()

    bits = {}
    for what, read, vocabulary, orders in (
        ("bytes", as_bytes, BYTES, 8),
        ("tokens", as_tokens, data.vocab_size, 5),
    ):
        on_valid = n_gram_bits(
            read("train"), read("valid"), vocabulary, orders
        )
        best = int(np.argmin(on_valid))
        needed = on_valid
        if part != "valid":
            needed = n_gram_bits(read("train"), read(part), vocabulary, orders)
        bits[f"n-grams of {what}, n = {best + 1}"] = needed[best]
    train, own = as_bytes("train").tobytes(), as_bytes(part).tobytes()[1:]
    bits["xz, which has read nothing else"] = 8 * packed(own)
    bits["xz, after the training text"] = 8 * (
        packed(train + own) - packed(train)
    )
    return bits


def packed(text: bytes) -> int:
    return len(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))
