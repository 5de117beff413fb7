"""Every exercise is itself tested: right idioms, classic mistakes, and mutants of its solution.

One class for each exercise, so that several processes share them (``--dist loadscope``). `make
test` tries every right and every wrong answer on the numbers of the learner's check; `make
thorough` tries them on a second draw as well, and cheap answers and mutants.
"""

import ast
import json

import nbformat
import numpy as np
import pytest
import torch

from graded.compare import judge
from graded.surroundings import undisturbed
from teaching.authoring import gates
from teaching.authoring.case import OPEN_SEED, outcomes
from teaching.authoring.cases import case_text
from teaching.authoring.exercise import (
    EXERCISES,
    exercise,
    exercise_names,
    folder_of,
)
from teaching.exports.nbgrader import assignments

QUICK = (
    gates.hints_are_clear,
    gates.the_stub_is_a_stub,
    gates.right_answers_get_full_marks,
    gates.wrong_answers_are_told_apart,
)


def as_iterators(value):
    if isinstance(value, (list, tuple)):
        return map(as_iterators, value)
    return value.tolist() if hasattr(value, "tolist") else value


def as_arrays_of_floats(value):
    if isinstance(value, (list, tuple)):
        return [as_arrays_of_floats(each) for each in value]
    if isinstance(value, torch.Tensor):
        return value.detach().double().numpy()
    if isinstance(value, (bool, int, float, np.ndarray)):
        return np.asarray(value, dtype=float)[()]
    return value


def as_tensors(value):
    if isinstance(value, (list, tuple)):
        return tuple(map(as_tensors, value))
    if isinstance(value, (bool, int, float, np.ndarray, np.generic)):
        return torch.as_tensor(value)
    return value


TYPES = as_arrays_of_floats, as_tensors
WITH_HISTORY = "gradients"  # a test that needs what only a tensor has


@pytest.mark.seconds(2)
class EachGate:
    """The tests of one exercise; ``name`` is its id."""

    name: str

    @pytest.mark.parametrize("gate", QUICK, ids=lambda gate: gate.__name__)
    def test_gate(self, gate):
        # What wrong answers give is in the file, made anew whenever anything of it changes.
        cases = {OPEN_SEED: json.loads(case_text(self.name))}
        drawn = gates.Drawn(exercise(self.name), cases, seeds=(OPEN_SEED,))
        assert gate(drawn) == []

    @pytest.mark.thorough
    @pytest.mark.parametrize("other", TYPES)
    def test_the_same_values_in_another_type(self, other):
        its = exercise(self.name)
        solution = its.answer(its.reference)
        if isinstance(solution, type):
            return

        def answer(*inputs):
            return other(solution(*inputs))

        with undisturbed():
            for test in json.loads(case_text(self.name))["tests"]:
                if test["name"] != WITH_HISTORY:
                    test["trials"] = test["trials"][:1]
                    assert not judge(test, outcomes(test, answer)).observed

    @pytest.mark.thorough
    def test_a_generator_of_the_same(self):
        its = exercise(self.name)
        solution, returned = its.answer(its.reference), []
        if isinstance(solution, type):
            return

        def seen(*inputs):
            returned.append(solution(*inputs))
            return returned[-1]

        def answer(*inputs):
            yield from as_iterators(solution(*inputs))

        with undisturbed():
            for test in json.loads(case_text(self.name))["tests"]:
                test["trials"] = test["trials"][:1]
                outcomes(test, seen)
                if test["name"] != WITH_HISTORY and all(
                    isinstance(each, (list, tuple)) or np.ndim(each)
                    for each in returned
                ):
                    assert not judge(test, outcomes(test, answer)).observed

    @pytest.mark.thorough
    def test_all_gates(self):
        assert gates.complaints(exercise(self.name)) == []

    @pytest.mark.thorough
    def test_hidden_tests_of_nbgrader_give_the_solution_full_points(self):
        its = exercise(self.name)
        stub = nbformat.v4.new_code_cell(its.stub)
        stub.metadata["grading"] = {"entry_point": its.entry_point}
        case = json.loads(case_text(self.name))
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
