"""Every exercise is itself tested: right idioms, classic mistakes, and mutants of its solution.

One class for each exercise, so that several processes share them (``--dist loadscope``) and each
exercise is drawn once.
"""

import pytest

from teaching.authoring.exercise import (
    EXERCISES,
    exercise,
    exercise_names,
    folder_of,
)
from teaching.authoring.gates import GATES, Drawn


@pytest.mark.seconds(5)
class EachGate:
    """The tests of one exercise; ``name`` is its id."""

    name: str

    @pytest.fixture(scope="class")
    @classmethod
    def drawn(cls):
        return Drawn(exercise(cls.name))

    @pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
    def test_gate(self, drawn, gate):
        assert gate(drawn) == []


for _name in exercise_names():
    _class = f"Test_{_name.replace('-', '_')}"
    globals()[_class] = type(_class, (EachGate,), {"name": _name})


def test_every_folder_belongs_to_an_exercise():
    read = {
        folder_of(name, exercise(name).chapter) for name in exercise_names()
    }
    assert read == {path.parent for path in EXERCISES.glob("*/*/tests.py")}
    assert len(read) == len(exercise_names())
