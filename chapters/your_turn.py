"""What checks a *Your turn*: the answer beside the book's, and beside mistakes that are often made.

It is no part of a class's marks: the package holds the answer.
"""

import numpy as np


def compare(answer, right, trials, mistakes):
    """Print what is wrong with an answer, or that nothing is.

    ``answer`` and ``right`` are called with each of ``trials``, tuples of arguments, and must give
    the same numbers. ``mistakes`` maps a sentence to a function that makes this mistake: where the
    answer gives its numbers, the sentence is printed.
    """
    for trial in trials:
        wanted = np.asarray(right(*trial))
        try:
            given = answer(*trial)
        except NotImplementedError as error:
            print(error)
            return
        if given is None:
            print("Nothing comes back: end the function with `return`.")
            return
        given = np.asarray(given)
        if given.shape != wanted.shape:
            print(
                f"The result has the shape {given.shape}; {wanted.shape} is needed."
            )
            return
        if np.allclose(given, wanted):
            continue
        for sentence, mistake in mistakes.items():
            made = np.asarray(mistake(*trial))
            if made.shape == given.shape and np.allclose(given, made):
                print(sentence)
                return
        print(
            f"For {trial} it should be\n{wanted.round(3)}\nbut it is\n{given.round(3)}"
        )
        return
    print(f"Right, in {len(trials)} cases.")
