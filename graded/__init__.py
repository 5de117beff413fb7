"""The learner's check, and how far the learner is: ``from graded import check, report``.

``solution`` stands before each of the book's solutions, and proves it.

A student gets this package whole. It needs NumPy, and PyTorch where the chapter does.
"""

from graded.check import check, report
from graded.solution import solution

__all__ = ["check", "report", "solution"]
