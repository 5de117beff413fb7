"""The book's solution beside the learner's answer: proved where it stands, and never in its way."""

import sys

from graded.check import proved


def solution(name):
    """Decorate the book's solution of an exercise: check it, and leave the learner's answer alone.

    ::

        @solution("chapter-exercise")
        def the_exercise(inputs):
            ...

    The decorated function or class has to earn all points, as an answer would. Then its name means
    again what it meant before: what the learner wrote. To use the solution, delete the line
    with the ``@``.

    Parameters
    ----------
    name : str
        The exercise's id.

    Raises
    ------
    NotSolved
        If the solution does not earn all points: an AssertionError, worded as by ``check``.
    """
    names = sys._getframe(1).f_globals  # those of the notebook

    def prove(answer):
        print(proved(name, answer))
        return names.get(answer.__name__, answer)

    return prove
