"""The maker of mutants: which it makes, and that each is valid and different."""

import ast

from teaching.authoring.exercise import exercises
from teaching.authoring.mutants import mutants

SOURCE = '''\
def last(rows, upto, strict=True):
    """Not a mutant: this text."""
    if upto < 0:
        raise ValueError(f"upto is {upto + 1}")
    return rows[:upto].sum(axis=1) - rows.mT
'''


def test_names_line_and_change():
    found = mutants(SOURCE)
    assert {
        "line 1: True -> False",
        "line 3: upto < 0 -> not upto < 0",
        "line 3: upto < 0 -> upto <= 0",
        "line 3: 0 -> 1",
        "line 5: upto -> upto + 1",
        "line 5: upto -> None",
        "line 5: rows[:upto].sum(axis=1) -> rows[:upto].sum()",
        "line 5: 1 -> 0",
        "line 5: rows.mT -> rows",
    } <= set(found)
    assert any(text.startswith("line 4: drop raise") for text in found)
    assert not any("upto + 1 ->" in text for text in found)  # a message


def test_two_equal_changes_have_two_names():
    assert list(mutants("x = y.T + y.T"))[-2:] == [
        "line 1: y.T -> y",
        "line 1: y.T -> y (2)",
    ]


def test_every_mutant_is_valid_and_unlike_all_others():
    for exercise in exercises():
        found = mutants(exercise.reference)
        assert len(found) >= 5
        original = ast.unparse(ast.parse(exercise.reference))
        assert len({original, *found.values()}) == len(found) + 1
        for code in found.values():
            compile(code, exercise.id, "exec")
