"""What checks a *Your turn*: the answer beside the book's, and beside mistakes that are often made.

It is no part of a class's marks: the package holds the answer.
"""

import numpy as np

CLOSE = 1e-5  # float32, whose sums depend on their order


def _numbers(result):
    """A result as an array of numbers, without its gradient; True is 1."""
    return 1 * np.asarray(
        result.detach() if hasattr(result, "detach") else result
    )


def compare(answer, right, trials, mistakes):
    """Print what is wrong with an answer, or that nothing is.

    ``answer`` and ``right`` are called with each of ``trials``, tuples of arguments, and must give
    the same numbers. ``mistakes`` maps a sentence to a function that makes this mistake: where the
    answer gives its numbers, the sentence is printed.
    """
    for trial in trials:
        wanted = _numbers(right(*trial))
        try:
            given = answer(*trial)
        except NotImplementedError as error:
            print(error)
            return
        if given is None:
            print("Nothing comes back: end the function with `return`.")
            return
        given = _numbers(given)
        if given.shape != wanted.shape:
            print(
                f"The result has the shape {given.shape}; {wanted.shape} is needed."
            )
            return
        if np.allclose(given, wanted, atol=CLOSE):
            continue
        for sentence, mistake in mistakes.items():
            made = _numbers(mistake(*trial))
            if made.shape == given.shape and np.allclose(
                given, made, atol=CLOSE
            ):
                print(sentence)
                return
        if wanted.size > 20:
            wrong = ~np.isclose(given, wanted, atol=CLOSE)
            at = tuple(map(int, np.argwhere(wrong)[0]))
            print(
                f"The shape {wanted.shape} is right, but {wrong.sum()} of {wrong.size} numbers are "
                f"not: at {at} it should be {wanted[at]:.3f}, but it is {given[at]:.3f}."
            )
            return
        print(
            f"For {trial} it should be\n{wanted.round(3)}\nbut it is\n{given.round(3)}"
        )
        return
    print(f"Right, in {len(trials)} cases.")
