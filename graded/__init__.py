"""Graded exercises: the learner's check, the jail and the grader.

Public names: ``check`` and ``report``, which need NumPy and PyTorch only.
"""

from graded.check import check, report

__all__ = ["check", "report"]
