"""The cases of the learner's check as files in ``graded/cases``: ``python -m teaching cases``.

A file begins with the hash of all that its case is made of; where that has changed, the case is
made again. To find that nothing has, neither PyTorch nor nbformat is imported.
"""

import hashlib
import json
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path

from teaching.written import write_whole

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "graded" / "cases"
# Besides the code of its chapter and the folder of its exercise.
MADE_OF = (
    "teaching/__init__.py",
    *("graded/*.py", "transformer_lib/*.py", "book/reader/*.py"),
    *(f"teaching/authoring/{n}.py" for n in ("case", "cases", "exercise")),
)


def hashes(chapter: str = "") -> dict[str, str]:
    """id -> hash of every exercise of the chapters whose names begin like this, in order."""
    versions = (sys.version, version("numpy"), version("torch"))
    shared = hash_of(ROOT, repr(versions), *MADE_OF)
    contents = (ROOT / "_toc.yml").read_text("utf-8")
    return {
        name: hash_of(
            ROOT, f"{shared} {code}", f"teaching/exercises/{folder}/*.py"
        )
        for each in re.findall(rf"chapters/({chapter}\w*)", contents)
        for code, names in [_code_and_exercises(each)]
        for name, folder in names
    }


def hash_of(root: Path, text: str, *patterns: str) -> str:
    """The hash of a text and of the files that the patterns find."""
    digest = hashlib.sha256(text.encode())
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            digest.update(f" {path.relative_to(root)} ".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _code_and_exercises(chapter: str) -> tuple[str, list[tuple[str, str]]]:
    """A chapter's code and titles as a text, and its exercises: (id, folder)."""
    path = ROOT / "chapters" / f"{chapter}.ipynb"
    if not path.exists():
        return "", []  # a page
    cells = json.loads(path.read_text("utf-8"))["cells"]
    text, names = "", []
    stem = re.sub(r"^\d+_", "", chapter)
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            source = "".join(re.findall("^#.*", source, re.MULTILINE))
        grading = cell["metadata"].get("grading", {})
        text += f"{source}\n{grading}\n"
        if "exercise" in cell["metadata"].get("tags", []):
            own = grading["id"].replace("-", "_").removeprefix(f"{stem}_")
            names.append((grading["id"], f"{stem}/{own}"))
    return text, names


def stale(chapter: str = "") -> dict[str, str]:
    """id -> hash of the exercises whose files are missing, or made of something else."""
    return {
        name: its_hash
        for name, its_hash in hashes(chapter).items()
        if _hash_in(CASES / f"{name}.json") != its_hash
    }


def _hash_in(path: Path) -> str | None:
    """The hash with which a file begins; None where there is none, or no such file."""
    try:
        with path.open("rb") as file:
            found = re.match(rb'\{"made_of": "(\w+)"', file.read(100))
    except FileNotFoundError:
        return None
    return found[1].decode() if found else None


def case_text(name: str, its_hash: str | None = None) -> str:
    """An exercise's case as the text of its file: read if that is fresh, else built."""
    from teaching.authoring.case import OPEN_SEED, build_case
    from teaching.authoring.exercise import exercise

    its = exercise(name)
    its_hash = its_hash or hashes(its.chapter)[name]
    path = CASES / f"{name}.json"
    if _hash_in(path) == its_hash:
        return path.read_text("utf-8")
    made = {"made_of": its_hash, **build_case(its, OPEN_SEED)}
    return json.dumps(made) + "\n"


def write_cases(chapter: str = "", jobs: int = 1) -> None:
    """Write the files that are missing or stale; take away those of exercises that are gone."""
    every, todo = hashes(), stale(chapter)
    for path in CASES.glob("*.json"):
        if path.stem not in every and _hash_in(path):  # made here, once
            path.unlink()
    if not todo:
        return
    print(f"Drawing the numbers of {len(todo)} checks …", flush=True)
    if jobs == 1 or len(todo) < 9:  # each process imports PyTorch
        for each in todo.items():
            _write(each)
        return
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(_write, todo.items()))


def _write(name_and_hash: tuple[str, str]) -> None:
    name, _ = name_and_hash
    write_whole(CASES / f"{name}.json", case_text(*name_and_hash).encode())
