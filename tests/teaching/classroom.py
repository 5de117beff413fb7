"""A small chapter with three exercises, and students who answer it: what the tests grade."""

import json

import numpy as np

from graded.outcome import CALL, outcome_of
from graded.values import pack, unpack

SOFTMAX = """\
def softmax(scores, axis=-1):
    exponentials = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)
"""
SCORES = (
    "def scores_of(embeddings, i):\n    return embeddings @ embeddings[i]\n"
)
MIX = "def mix(embeddings):\n    return softmax(embeddings @ embeddings.T) @ embeddings\n"
WRONG_MIX = MIX.replace("embeddings.T)", "embeddings.T, axis=0)")
SHARE = "def share(x, parts):\n    return torch.chunk(x, parts, dim=-1)[0]\n"


def stub(name, arguments):
    return f'def {name}({arguments}):\n    raise NotImplementedError("write {name}")\n'


def cell(name, source, kind="code", tags=(), **grading):
    metadata = {"tags": list(tags)}
    if grading:
        metadata["grading"] = grading
    return {
        "id": name,
        "cell_type": kind,
        "metadata": metadata,
        "source": source,
        **({"outputs": [], "execution_count": None} if kind == "code" else {}),
    }


def _exercise(name, arguments, points):
    return [
        cell(f"text-{name}", f"### Exercise: {name}", "markdown"),
        cell(
            f"exercise-{name}",
            stub(name, arguments),
            tags=["exercise"],
            id=f"small-{name}",
            points=points,
            entry_point=name,
        ),
        cell(
            f"check-{name}",
            f'check("small-{name}", {name})',
            tags=["check"],
        ),
    ]


def handed_out():
    """The chapter's cells as a student gets them, in the notebook's format."""
    return [
        cell("title", "# A small chapter", "markdown"),
        cell("import-numpy", "import numpy as np"),
        cell("import-torch", "import torch\nfrom graded import check, report"),
        cell("softmax", SOFTMAX),
        cell("endless", "while True:\n    training = 1\n    break"),
        *_exercise("scores_of", "embeddings, i", 2),
        *_exercise("mix", "embeddings", 4),
        *_exercise("share", "x, parts", 1),
    ]


def _case(name, points, tests, reference, wrong=()):
    names = {}
    exec("import numpy as np\nimport torch\n" + SOFTMAX + reference, names)
    right = names[name]
    mistakes = {}
    for mistake, code in wrong:
        exec(code, names)
        mistakes[mistake] = names[name]
    names[name] = right
    return {
        "id": f"small-{name}",
        "chapter": "small",
        "title": f"Exercise: {name}",
        "entry_point": name,
        "points": points,
        "hints": {mistake: f"this is {mistake}" for mistake in mistakes},
        "tests": [
            {
                "name": test,
                "points": worth,
                "description": f"the {test} of {name}",
                "driver": CALL,
                "names": [],
                "rtol": 1e-4,
                "atol": 1e-5,
                "seconds": 4.0,
                "trials": [
                    {
                        "inputs": [pack(each) for each in inputs],
                        "expected": _outcome(right, inputs),
                        "mistakes": {
                            mistake: _outcome(code, inputs)
                            for mistake, code in mistakes.items()
                        },
                    }
                    for inputs in trials
                ],
            }
            for test, worth, trials in tests
        ],
    }


def _outcome(answer, inputs):
    return outcome_of(answer, CALL, [unpack(pack(each)) for each in inputs])


def exam(seed=1):
    """An exam as ``draw_exam`` would return it: one chapter, three exercises."""
    import torch

    rng = np.random.default_rng(seed)
    few = [(rng.normal(size=(5, 3)), int(rng.integers(5))) for _ in range(2)]
    one = [(rng.normal(size=(1, 4)), 0)]
    small = [(rng.normal(size=(n, 3)),) for n in (4, 6)]
    large = [(300 * rng.normal(size=(5, 2)),)]
    tensor = torch.from_numpy(rng.normal(size=(2, 6)))
    cases = [
        _case(
            "scores_of", 2, [("values", 1, few), ("single", 1, one)], SCORES
        ),
        _case(
            "mix",
            4,
            [("values", 2, small), ("large", 2, large)],
            MIX,
            [("columns", WRONG_MIX)],
        ),
        _case("share", 1, [("values", 1, [(tensor, 3)])], SHARE),
    ]
    cells = [
        {
            "id": each["id"],
            "kind": each["cell_type"],
            "tags": each["metadata"]["tags"],
            "grading": each["metadata"].get("grading", {}),
            "source": each["source"],
        }
        for each in handed_out()
    ]
    return json.loads(json.dumps({"small": {"cells": cells, "cases": cases}}))


def exam_without(*names):
    """the same exam without these exercises."""
    chapter = exam()["small"]
    gone = {each for name in names for each in (name, f"exercise-{name}")}
    cells = [each for each in chapter["cells"] if each["id"] not in gone]
    ids = [each["grading"].get("id") for each in cells]
    cases = [each for each in chapter["cases"] if each["id"] in ids]
    return {"small": {"cells": cells, "cases": cases}}


def notebook(cells, **metadata):
    """A notebook file as bytes."""
    return json.dumps(
        {
            "cells": cells,
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    ).encode()


def answered(**answers):
    """The chapter's cells with answers in the place of their stubs."""
    cells = handed_out()
    for each in cells:
        name = each["id"].removeprefix("exercise-")
        if each["id"].startswith("exercise-") and name in answers:
            each["source"] = answers[name]
    return cells


def submission(*more, **answers):
    """A file with these answers, and further cells (sources) at its end."""
    cells = answered(**answers)
    cells += [cell(f"more-{n}", source) for n, source in enumerate(more)]
    return notebook(cells)
