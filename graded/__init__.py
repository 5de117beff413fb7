"""The learner's check, and how far the learner is: ``from graded import check, report``.

A student gets this package whole. It needs NumPy, and PyTorch where the chapter does.
"""

from graded.check import check, report

__all__ = ["check", "report"]
