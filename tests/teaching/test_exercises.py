"""Every exercise is itself tested: right idioms, classic mistakes, and mutants of its solution.

One class for each exercise, so that several processes share them (``--dist loadscope``) and each
exercise is drawn once. Of those that train networks, `make test` tries a part of the answers and of
the mutants, and `make thorough` all.
"""

import ast

import nbformat
import pytest

from teaching.authoring.case import OPEN_SEED, open_case
from teaching.authoring.exercise import (
    EXERCISES,
    exercise,
    exercise_names,
    folder_of,
)
from teaching.authoring.gates import GATES, Drawn, complaints
from teaching.exports.nbgrader import assignments

PATIENCE = 0.3  # seconds of processor time for the gates of an exercise


@pytest.mark.seconds(5)
class EachGate:
    """The tests of one exercise; ``name`` is its id."""

    name: str

    @pytest.fixture(scope="class")
    @classmethod
    def drawn(cls):
        return Drawn(exercise(cls.name), patience=PATIENCE)

    @pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
    def test_gate(self, drawn, gate):
        assert gate(drawn) == []

    @pytest.mark.thorough
    def test_all_gates_without_hurry(self):
        assert complaints(exercise(self.name)) == []

    @pytest.mark.thorough
    def test_hidden_tests_of_nbgrader_give_the_solution_full_points(
        self, drawn
    ):
        its = drawn.exercise
        stub = nbformat.v4.new_code_cell(its.stub)
        stub.metadata["grading"] = {"entry_point": its.entry_point}
        tests = drawn.tests(OPEN_SEED)
        case = assignments.hidden_case(
            {**open_case(self.name), "tests": tests}
        )
        source = assignments.points_cell(case, stub).source
        assert len(source) < 200_000, "too large for a notebook"
        *_, last = ast.parse(source).body
        names = {its.entry_point: its.answer(its.reference)}
        exec(source, names)
        assert eval(ast.unparse(last.value), names) == its.points


for _name in exercise_names():
    _class = f"Test_{_name.replace('-', '_')}"
    globals()[_class] = type(_class, (EachGate,), {"name": _name})


def test_every_folder_belongs_to_an_exercise():
    read = {
        folder_of(name, exercise(name).chapter) for name in exercise_names()
    }
    assert read == {path.parent for path in EXERCISES.glob("*/*/tests.py")}
    assert len(read) == len(exercise_names())
