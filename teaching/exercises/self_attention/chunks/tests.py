"""Self-attention in chunks, with the planted bug mended."""

from teaching.authoring.exercise import Test

UNCHANGED = """\
def driver(answer, embeddings, size):
    context = answer(embeddings, size)
    return {"context": context, "the embeddings afterwards": embeddings}
"""

MEMORY = """\
import tracemalloc


def driver(answer, embeddings, size):
    tracemalloc.start()
    try:
        context = answer(embeddings, size)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return {
        "context": context,
        "less than 4 MB are in use at any time": peak < 4e6,
    }
"""


def values(rng):
    n, d = rng.choice([7, 9, 11, 13], 2, replace=False)
    return rng.normal(size=(n, d)), int(rng.integers(2, 5))


def one_by_one(rng):
    return values(rng)[0], 1


def long_text(rng):
    return rng.normal(size=(1501, 2)), int(rng.integers(9, 17))


TESTS = [
    Test(
        "values",
        2,
        "the context vectors, for sizes that do not divide n.",
        values,
        names=("context",),
    ),
    Test(
        "unchanged",
        1,
        "chunks of a single row, and the embeddings are afterwards what they were.",
        one_by_one,
        driver=UNCHANGED,
    ),
    Test(
        "memory",
        1,
        "1,501 tokens, whose weights would take 18 MB at once.",
        long_text,
        trials=1,
        driver=MEMORY,
    ),
]
