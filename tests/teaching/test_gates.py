"""The gates of an exercise: each complaint once, on a small made-up exercise."""

import ast
import os
import subprocess
import sys

import nbformat
import pytest
from click.testing import CliRunner

from book.reader.chapters import ROOT, ExerciseCells
from teaching.authoring import commands, gates
from teaching.authoring import exercise as authoring
from teaching.authoring.exercise import (
    ExerciseError,
    exercises,
    folder_of,
    read_exercise,
)
from teaching.authoring.mutants import mutants

STUB = "def double(numbers):\n    raise NotImplementedError\n"
SOLUTION = "def double(numbers):\n    return numbers + numbers\n"

TESTS = """\
from teaching.authoring.exercise import Test


def few(rng):
    return (rng.normal(size=3),)


SIZE = \"\"\"
def driver(answer, numbers):
    return [abs(number) for number in answer(numbers)]
\"\"\"

TESTS = [
    Test("values", 2, "each number is doubled", few),
    Test("size", 1, "whatever its sign", few, driver=SIZE),
]
"""
RIGHT = {
    "factor": "return 2 * numbers",
    "power": "return numbers * 2**1",
    "concatenated": "return numbers - (-numbers)",
    "in_a_list": "return [number * 2 for number in numbers]",
    "by_half": "return numbers / 0.5",
}
WRONG = {
    "squared | points 0 | you squared": "return numbers**2",
    "as_it_was | points 0 | nothing has changed": "return numbers",
    "halved | points 0 | you halved": "return numbers / 2",
    "negative | points 1 | the sign is turned": "return -2 * numbers",
    "tripled | points 0 | once too often": "return 3 * numbers",
    "one_more | points 0 | one value too many": (
        "return np.append(2 * numbers, 0)"
    ),
}


def in_percent_format(**kinds):
    return "\n\n".join(
        f"# %% {kind} | {head}\n"
        + (line and f"def double(numbers):\n    {line}\n")
        for kind, answers in kinds.items()
        for head, line in answers.items()
    )


class Author:
    """A made-up exercise in a folder, in which a test changes one thing."""

    def __init__(self, folder):
        self.folder = folder
        self.solution, self.stub, self.points = SOLUTION, STUB, 3
        self.tests, self.right, self.wrong = TESTS, dict(RIGHT), dict(WRONG)
        self.enemy = {}

    def read(self):
        self.folder.mkdir(exist_ok=True)
        for name, text in {
            "tests.py": self.tests,
            "answers.py": in_percent_format(
                right=self.right, wrong=self.wrong, enemy=self.enemy
            ),
        }.items():
            (self.folder / name).write_text(text, "utf-8")
        return self.read_as_it_is()

    def read_as_it_is(self):
        cell = nbformat.v4.new_code_cell
        stub = cell(self.stub)
        stub.metadata["grading"] = {
            "id": "self-attention-double",
            "points": self.points,
            "entry_point": "double",
        }
        solution = self.solution and cell(self.solution)
        cells = ExerciseCells(None, stub, None, solution)
        return read_exercise("01_self_attention", cells, self.folder)

    def complaints(self):
        return gates.complaints(self.read())

    def complaint(self):
        (only,) = self.complaints()
        return only


@pytest.fixture
def author(tmp_path):
    return Author(tmp_path / "double")


def test_nothing_to_complain_about(author):
    assert author.complaints() == []


# What is missing -----------------------------------------------------------------------------


def error(author, as_it_is=False):
    with pytest.raises(ExerciseError) as caught:
        author.read_as_it_is() if as_it_is else author.read()
    return str(caught.value)


def test_all_missing_files_are_named_with_what_they_hold(author):
    said = error(author, as_it_is=True)
    assert "double lacks files. Remedy: write" in said
    assert "tests.py: TESTS, a list of Test(…)" in said
    assert "answers.py: answers, each below a line `# %% right | name`" in said
    author.read()
    (author.folder / "answers.py").unlink()
    said = error(author, as_it_is=True)
    assert "answers.py" in said and "tests.py" not in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"points": 4}, "3 points, but chapter 01_self_attention promises 4"),
        ({"tests": "TESTS = [1 / 0]"}, "cannot be run: ZeroDivisionError"),
        ({"tests": "TEST = []"}, "has no tests. Remedy: it holds TESTS"),
        ({"solution": None}, "has no solution. Remedy: add a cell tagged"),
        ({"right": {}}, "answers.py holds no right answer"),
        ({"wrong": {}}, "answers.py holds no wrong answer"),
    ],
)
def test_what_is_not_complete(author, change, says):
    vars(author).update(change)
    assert says in error(author)


@pytest.mark.parametrize(
    "head", ["half", "half | points 1", "half | 1 | hint", "half | points 0 |"]
)
def test_a_head_line_of_another_form(author, head):
    author.wrong[head] = "return numbers"
    assert "`# %% wrong | name | points N | hint`" in error(author)


def test_a_head_line_of_no_kind(author):
    author.read()
    path = author.folder / "answers.py"
    text = path.read_text("utf-8").replace("right |", "good |", 1)
    path.write_text(text, "utf-8")
    assert "of the form `# %% right | name or wrong" in error(
        author, as_it_is=True
    )


def test_two_answers_of_one_name(author):
    author.wrong["halved | points 0 | again"] = "return numbers"
    assert "or a wrong answer above has the same name" in error(author)


def test_code_above_the_first_head_line(author):
    author.read()
    path = author.folder / "answers.py"
    path.write_text("import math\n" + path.read_text("utf-8"), "utf-8")
    assert "code before the first answer is not" in error(author, True)


def test_an_id_that_does_not_fit_its_chapter():
    with pytest.raises(ExerciseError, match="must begin with 'masking-'"):
        folder_of("self-attention-double", "07_masking")


# What is wrong -------------------------------------------------------------------------------


def test_a_right_answer_that_loses_points(author):
    author.right["by_hand"] = "return numbers + numbers.mean()"
    found = author.complaints()
    assert len(found) == 4  # two seeds, two tests
    assert found[0].startswith(
        "the right answer by_hand loses the 2 points of test 'values': the "
        "answer[0]: expected "
    )
    assert found[0].endswith("(seed 2017, 1 threads)")
    assert found[2].endswith("(seed 1, 2 threads)")


def test_a_solution_that_fails(author):
    author.solution = "def double(numbers):\n    return 1 / 0\n"
    said = r"the solution fails in test 'values' with ZeroDivisionError"
    with pytest.raises(ExerciseError, match=said):
        author.complaints()


def test_an_answer_that_cannot_be_run(author):
    author.right["typed"] = "return ("
    assert "the right answer typed cannot be run: SyntaxError" in str(
        author.complaints()
    )
    del author.right["typed"]
    author.wrong["typed | points 0 | mistyped"] = "return ("
    with pytest.raises(
        ExerciseError, match=r"the wrong answer typed cannot be run"
    ):
        author.complaints()


def test_an_answer_of_another_name(author):
    author.right["other = 1; renamed"] = "return 1"
    author.read()
    path = author.folder / "answers.py"
    text = path.read_text("utf-8").replace("def double", "def twice", 1)
    path.write_text(text, "utf-8")
    found = gates.complaints(author.read_as_it_is())
    assert "it does not define double" in found[0]


def test_a_wrong_answer_that_gets_other_points_than_it_says(author):
    author.wrong["shifted | points 1 | you added one"] = "return numbers + 1"
    found = author.complaints()
    assert len(found) == 2
    assert found[0].startswith(
        "the wrong answer shifted gets 0 points, not 1 as its line says. "
        "test 'values': the answer[0]: expected "
    )


@pytest.mark.parametrize(
    ("head", "line", "says"),
    [
        (
            "points 2 | you doubled",
            "return 2 * numbers",
            "3 points, not 2 as its line says. It passes",
        ),
        (
            "points 3 | you doubled",
            "return 2 * numbers",
            "a wrong answer gets fewer than all 3",
        ),
        (
            "points 0 | the same again",
            "return numbers * 1",
            "is taken for as_it_was, whose hint",
        ),
        ("points 0 | it fails", "raise IndexError", "no test recognises it"),
    ],
)
def test_a_wrong_answer_that_is_another_than_it_says(author, head, line, says):
    author.wrong[f"other | {head}"] = line
    found = author.complaints()[0]
    assert "the wrong answer other" in found and says in found


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ("you halved", "it has the hint of halved"),
        ("a sentence.", "ends without a full stop"),
        ("long " * 40, "the hint has 199 characters"),
    ],
)
def test_hints_that_are_not_clear(author, hint, said):
    author.wrong[f"shifted | points 0 | {hint}"] = "return numbers + 1"
    assert said in author.complaint()


def test_a_stub_that_answers(author):
    author.stub = "def double(numbers):\n    return None\n"
    assert "does not raise NotImplementedError" in author.complaint()
    author.stub = "def other(numbers):\n    return None\n"
    assert "the stub cannot be run" in author.complaint()


FACTS = """\
FACT = \"\"\"
def driver(answer, numbers):
    before = numbers.copy()
    answer(numbers)
    return {"unchanged": bool((numbers == before).all())}
\"\"\"
REFUSES = \"\"\"
def driver(answer, numbers):
    try:
        answer("x")
        return "no error"
    except ValueError:
        return "ValueError"
\"\"\"
TESTS += [
    Test("fact", 1, "the numbers stay", few, driver=FACT),
    Test("refuses", 1, "no text", few, driver=REFUSES),
]
"""


def test_points_for_nothing(author):
    """Facts that an answer's process says of itself, and refusals without a call that succeeds."""
    author.solution = SOLUTION.replace(
        "    return",
        '    if numbers is "x":\n        raise ValueError("x")\n    return',
    ).replace(' is "x"', ".__class__ is str")
    author.tests = TESTS + FACTS
    author.points = 5
    its = author.read()
    found = gates.cheap_answers_earn_nothing(gates.Drawn(its))
    fact, refuses = sorted(found)
    assert fact.startswith("test 'fact' gives points for nothing, to: ")
    for answer in ("return 0", "return 42", "the first input", "zeros, "):
        assert answer in fact or answer in refuses
    assert "raise ValueError" in refuses and "raise ValueError" not in fact
    for each in found:
        assert "the right shape, random" in each
        assert "replay of the open case" in each


HOLDS = """\
def both(rng):
    numbers = rng.normal(size=5)
    return numbers, 2 * numbers


HOLDS = \"\"\"
def sealed(right):
    return lambda: right


def driver(answer, numbers, right):
    WHAT
    return {"twice": answer(numbers), "the numbers, afterwards": numbers}
\"\"\"
EXAMINER = \"\"\"
def examine(ask, numbers, right):
    return ask(numbers, SENT)
\"\"\"
TESTS = [Test("secret", 3, "none", both, driver=HOLDS, examiner=EXAMINER)]
"""


@pytest.mark.parametrize(
    ("sent", "made", "secret"),
    [
        ("right", "", True),
        ("right.round(3)", "", True),
        ("[right[0].item(), [7.5, *right.tolist()]]", "", True),
        ("{'a': {'b': right}}", "", True),
        ("None", "right = 2 * numbers", True),
        ("None", "held = sealed(numbers + numbers)", True),
        ("right + 1", "", False),
        ("right.round(2)", "", False),
        ("None", "", False),
    ],
)
def test_what_is_expected_is_not_held_where_the_answer_runs(
    author, sent, made, secret
):
    tests = HOLDS.replace("SENT", sent).replace("WHAT", made or "pass")
    author.tests = TESTS + tests
    found = gates.no_secret_is_sent(gates.Drawn(author.read()))
    said = "the driver of test 'secret' holds what is expected as 'twice'"
    assert [each.startswith(said) for each in found] == [True] * secret


def test_a_text_that_is_expected_does_not_stand_in_a_driver(author):
    author.tests = TESTS.replace("return [abs", "return ['a word', *[abs")
    author.tests = author.tests.replace("(numbers)]", "(numbers)]]")
    (found,) = gates.no_secret_is_sent(gates.Drawn(author.read()))
    assert found.startswith("the driver of test 'size' holds")


def test_a_worker_that_claims_what_an_examiner_wants_earns_nothing(author):
    """An examiner's own words cannot be claimed; what it believes of the answer's can."""
    judges = """\
SIZE = \"\"\"
def driver(answer, numbers):
    return answer(numbers), bool((numbers < 9).all())
\"\"\"
EXAMINER = \"\"\"
def examine(ask, numbers):
    found, small = ask(numbers)
    return {"right": HEARD, "all are small": small}
\"\"\"
TESTS[1] = Test("size", 1, "small", few, driver=SIZE, examiner=EXAMINER)
"""
    for heard, free in [
        ("bool(abs(found - 2 * numbers).max() < 1e-6)", []),
        ("True", ["test 'size' gives points for nothing"]),
    ]:
        author.tests = TESTS + judges.replace("HEARD", heard)
        found = gates.cheap_answers_earn_nothing(gates.Drawn(author.read()))
        assert [each.split(", to")[0] for each in found] == free


def test_the_same_in_every_draw_is_replayed(author):
    author.tests = TESTS.replace(
        "return (rng.normal(size=3),)", "return (np.arange(3.0),)"
    ).replace("from teaching", "import numpy as np\nfrom teaching", 1)
    found = gates.cheap_answers_earn_nothing(gates.Drawn(author.read()))
    assert len(found) == 2
    assert all("to: replay of the open case" in each for each in found)


def enemies(author):
    return gates.enemies_keep_little(gates.Drawn(author.read()))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("return numbers * 2.0", ["keeps 3 of 3 points, at most 1. Remedy"]),
        ("return -2 * numbers", []),
        ("return nobody", ["does not run: NameError: name 'nobody' is not"]),
        ("import os; os._exit(1)", ["does not run: Crash: it ended"]),
        ("return up('numbers') * 2 if up('answer') else 0", ["keeps 3 of 3"]),
        ("return up('right')", []),
    ],
)
def test_an_enemy_keeps_a_quarter_or_what_its_line_says(author, line, says):
    author.enemy["lazy | points 1 | it is only written down"] = line
    found = enemies(author)
    assert len(found) == len(says)
    for each, said in zip(found, says, strict=True):
        assert each.startswith("the enemy lazy") and said in each


def test_an_enemy_finds_what_is_held_beside_it(author):
    """In the frames of its callers, and in the closures of what they hold."""
    for what in ("pass", "held = sealed(2 * numbers)"):
        tests = HOLDS.replace("WHAT", what).replace("SENT", "None")
        author.tests = TESTS + tests
        found = [each for each in enemies(author) if "frames" in each]
        assert len(found) == (what != "pass")


def test_an_enemy_of_all_exercises_may_keep_what_a_line_allows(author):
    author.tests = TESTS.replace(
        "return (rng.normal(size=3),)", "return (np.arange(3.0),)"
    ).replace("from teaching", "import numpy as np\nfrom teaching", 1)
    kept = [each.split(" points")[0] for each in enemies(author)]
    assert "the enemy replay keeps 3 of 3" in kept
    author.enemy["replay | points 3 | there is but one question"] = ""
    assert [each.split(" points")[0] for each in enemies(author)] == [
        each for each in kept if "replay" not in each
    ]


def test_enemies_that_are_too_few(author, monkeypatch):
    monkeypatch.setattr(gates, "FEWEST", 9)
    (found,) = enemies(author)
    assert "enemies attack it, not 9. Remedy: write more, below" in found


def test_an_enemy_of_an_examiner(author):
    """It is forgotten where a process is fresh, and an oracle hears it."""
    author.tests = (
        TESTS
        + """\
ASKED = \"\"\"
def driver(answer, *given):
    *asked, numbers = given
    return answer(asked[0](numbers) if asked else numbers)
\"\"\"
EXAMINER = \"\"\"
def examine(ask, numbers):
    heard = []
    ask(numbers, oracle=lambda each: heard.append(1) or each / 2)
    return ask(numbers, fresh=True), len(heard)
\"\"\"
TESTS[0] = Test("values", 2, "twice", few, driver=ASKED, examiner=EXAMINER)
"""
    )
    remembers = "global calls; calls = globals().get('calls', 0) + 1; "
    author.enemy["remembers | points 1 | it is right the second time"] = (
        remembers + "return numbers * (2 if calls % 2 == 0 else 1)"
    )
    author.enemy["at_once | points 1 | it is right the first time"] = (
        remembers + "return numbers * (2 if calls == 1 else 1)"
    )
    (found,) = enemies(author)
    assert found.startswith("the enemy at_once keeps 2 of 3 points")


def test_seeds_that_are_drawn_again_are_named(author, command):
    done = command(commands.try_exercise, "--seeds", "3")
    assert done.exit_code == 0, done.output
    assert "3 seeds, 3 fair at once, 0 drawn again" in done.output
    author.tests = author.tests.replace(
        "size=3", "size=3) * int(rng.random() < 0.7"
    ).replace("few),", "few, trials=1),", 1)
    done = command(commands.try_exercise, "--seeds", "9")
    assert done.exit_code == 0, done.output
    assert " is drawn again: " in done.output
    assert "9 seeds, 9 fair at once" not in done.output


BRANCH = """\
def double(numbers):
    if len(numbers) > 5:
        return numbers
    return 2 * numbers
"""


def survivors(author):
    """The mutants that pass, as the complaints about them say."""
    found = author.complaints()
    said = "a mutant passes all tests: "
    assert all(each.startswith(said) for each in found)
    return [each.removeprefix(said).split(". Remedy")[0] for each in found]


def test_a_mutant_that_passes(author):
    author.solution = BRANCH
    assert "line 2: 5 -> 6" in survivors(author)


def test_mutants_that_no_test_can_tell_are_listed_with_a_reason(author):
    author.solution = BRANCH
    listed = dict.fromkeys(survivors(author), "no list is longer")
    author.tests = f"{TESTS}\nEQUIVALENT = {listed!r}\n"
    assert author.complaints() == []
    listed["line 2: 5 -> 6"] = ""
    author.tests = f"{TESTS}\nEQUIVALENT = {listed!r}\n"
    assert (
        author.complaint() == "EQUIVALENT: 'line 2: 5 -> 6' lacks its reason."
    )
    del listed["line 2: 5 -> 6"]
    author.tests = f"{TESTS}\nEQUIVALENT = {listed!r}\n"
    assert survivors(author) == ["line 2: 5 -> 6"]


def test_entries_that_are_no_survivors(author):
    author.tests += (
        'EQUIVALENT = {"line 2: numbers + numbers -> numbers": "why not",'
        ' "line 9: 1 -> 2": "gone"}\n'
    )
    caught, gone = author.complaints()
    assert "-> numbers' is caught by a test" in caught
    assert "'line 9: 1 -> 2' is no mutant" in gone


def test_an_endless_mutant_is_caught(author, monkeypatch):
    monkeypatch.setattr(gates, "SECONDS", 0.2)
    author.solution = (
        "def double(numbers):\n"
        "    times, total = 2, 0 * numbers\n"
        "    while times > 0:\n"
        "        total = total + numbers\n"
        "        times -= 1\n"
        "    return total\n"
    )
    found = author.complaints()
    assert not any("drop times -= 1" in each for each in found)


# Mutants -----------------------------------------------------------------------------------

LAST = '''\
def last(rows, upto, strict=True):
    """Not a mutant: this text."""
    if upto < 0:
        raise ValueError(f"upto is {upto + 1}")
    return rows[:upto].sum(axis=1) - rows.mT
'''


def test_names_line_and_change():
    found = mutants(LAST)
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


# The commands --------------------------------------------------------------------------------


@pytest.fixture
def command(author, monkeypatch):
    monkeypatch.setattr(authoring, "exercise", lambda name: author.read())
    return lambda each, *options: CliRunner().invoke(
        each, ["self-attention-double", *options]
    )


def test_try_says_that_all_is_well(command):
    done = command(commands.try_exercise)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert len(lines) == len(gates.GATES) + 1
    assert all(line.startswith("ok  ") for line in lines[:-1])
    assert lines[-1] == "self-attention-double is ready."


def test_try_says_what_is_left_to_do(author, command):
    author.wrong["shifted | points 0 | one."] = "return numbers + 1"
    done = command(commands.try_exercise)
    assert done.exit_code == 1
    assert "not yet    Each wrong answer loses points" in done.output
    assert "  - the wrong answer shifted: a hint ends without" in done.output
    assert (
        "Error: 1 thing is left to do in self-attention-double." in done.output
    )


def test_what_was_not_tried_says_so(author, command):
    author.solution = "def double(numbers):\n    return 1 / 0\n"
    done = command(commands.try_exercise)
    assert done.exit_code == 1
    first, *others = done.output.splitlines()
    assert first.startswith("ok  ")
    assert len(others) == len(gates.GATES)
    assert all(line.startswith("not tried  ") for line in others[:-1])
    assert others[-1].startswith("Error: self-attention-double: the solution")


def test_try_says_what_cannot_be_read(author, command):
    author.points = 4
    done = command(commands.try_exercise)
    assert done.exit_code == 1
    assert "Error: " in done.output and "add up to 3 points" in done.output


def test_try_names_the_exercises_there_are():
    done = CliRunner().invoke(commands.try_exercise, ["self-attention-treble"])
    assert done.exit_code == 1
    assert "no exercise is called 'self-attention-treble'" in done.output
    assert "self-attention-cosine" in done.output


@pytest.mark.thorough
def test_a_case_does_not_depend_on_the_number_of_threads():
    """Nor on that of the machine's cores; on one core it cannot show."""
    draw = """
import teaching, json
from teaching.authoring.case import OPEN_SEED, build_case
from teaching.authoring.exercise import exercise
print(json.dumps(build_case(exercise("self-attention-chunks"), OPEN_SEED)))
"""
    drawn = {
        subprocess.run(
            [sys.executable, "-c", draw],
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": threads},
            capture_output=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(drawn) == 1
