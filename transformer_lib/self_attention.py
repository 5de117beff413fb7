"""Self-attention: every word mixes in the others, by their dot products.

Developed in chapters/01_self_attention.ipynb: change it there, then run `make
update`.
"""

from typing import Any

import numpy as np

__all__ = ["softmax", "self_attention"]


def softmax(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    """Turn scores into weights: positive, adding up to 1 along ``axis``.

    The result has the shape of the scores; floats keep their precision. The
    largest score is subtracted first, so that ``exp`` cannot overflow.

    Raises ValueError if there is no score along ``axis``.

    Source: the source text, section Self-Attention ("we just normalize the
    dot products").
    """
    scores = np.asarray(scores)
    if not np.issubdtype(scores.dtype, np.floating):
        scores = scores.astype(np.float64)
    if scores.shape[axis] == 0:
        raise ValueError(
            f"softmax needs at least one score along axis {axis}, "
            f"got shape {scores.shape}"
        )
    exponentials = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def self_attention(embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mix all embeddings into each, weighted by their dot products.

    Parameters
    ----------
    embeddings : array (n, d)
        One row for each of n >= 1 tokens: X (in the source text V).

    Returns
    -------
    context : array (n, d)
        The new embeddings: Y.
    weights : array (n, n)
        Row i says how much of each token goes into token i, and adds up to
        1: A (in the source text W, after the normalisation).

    Raises
    ------
    TypeError, ValueError
        If the embeddings are not real numbers; not a matrix with a row and a
        column; not finite, or so large that a dot product is not.

    Source: the source text, section Self-Attention.
    """
    embeddings = _as_embeddings(embeddings)
    scores = embeddings @ embeddings.T
    weights = softmax(scores)
    context = weights @ embeddings
    return context, weights


def _as_embeddings(embeddings: Any) -> np.ndarray:
    """Return the embeddings as a float matrix, or say what is wrong."""
    try:
        matrix = np.asarray(embeddings)
    except ValueError as error:
        raise ValueError(
            "embeddings must be a matrix, its rows differ in length"
        ) from error
    if matrix.dtype.kind not in "fiub":
        raise TypeError(
            f"embeddings must be real numbers, got {matrix.dtype} values"
        )
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError(
            f"embeddings must be a matrix (n, d), got shape {matrix.shape}"
        )
    if matrix.dtype.kind != "f":
        matrix = matrix.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        finite = np.isfinite((matrix * matrix).sum(axis=1))
    if not finite.all():
        row = int(np.argmin(finite))
        raise ValueError(
            "embeddings and their dot products must be finite, but row "
            f"{row} holds {matrix[row]}"
        )
    return matrix
