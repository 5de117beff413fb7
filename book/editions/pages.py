"""The course edition of the book: `python -m book.editions.pages`, after `make book`.

The same pages without solutions, which not even the downloadable notebooks hold. Nothing is run:
the outputs are those of the book that has just been built, without the outputs of solutions and
of checks.
"""

import os
import shutil
import subprocess
import sys

import nbformat
import yaml

from book.cache import executed
from book.editions.student import (
    EditionError,
    student_text,
    without_solutions,
)
from book.reader.chapters import (
    ROOT,
    chapter_paths,
    read_notebook,
    tags,
)

PAGES = ("intro.md", "chapters/*.md", "chapters/*.bib")


def course_notebook(notebook, executed):
    """A chapter with the outputs of the executed one, without its solutions and checks' outputs.

    Raises EditionError where the executed notebook is not of this text.
    """
    ran = {cell.id: cell for cell in executed.cells}
    copy = without_solutions(notebook)
    for cell in copy.cells:
        if cell.cell_type != "code":
            continue
        source = next(c.source for c in notebook.cells if c.id == cell.id)
        if cell.id not in ran or ran[cell.id].source != source:
            raise EditionError(
                f"cell `{cell.id}` has changed since the book was built. Remedy: `make book`."
            )
        cell.outputs = [] if "check" in tags(cell) else ran[cell.id].outputs
        cell.execution_count = None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = None
    return copy


def course_config(root):
    """The book's settings: nothing runs, and no button leads to a repository with solutions."""
    config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    config["execute"]["execute_notebooks"] = "off"
    config["repository"]["url"] = ""
    return config


def write_source(source, root=ROOT):
    """Write what the course edition is built from into a folder."""
    if source.exists():
        shutil.rmtree(source)
    (source / "chapters").mkdir(parents=True)
    (source / "book").symlink_to(root / "book")  # the extension, the styles
    shutil.copy(root / "_toc.yml", source)
    settings = yaml.safe_dump(course_config(root), allow_unicode=True)
    (source / "_config.yml").write_text(settings, "utf-8")
    for pattern in PAGES:
        for page in root.glob(pattern):
            name = page.relative_to(root).as_posix()
            text = student_text(page.read_text("utf-8"), name)
            (source / name).write_text(text, "utf-8")
    for path in chapter_paths(root):
        notebook = read_notebook(root, path)
        try:
            course = course_notebook(notebook, executed(root, notebook))
        except KeyError:
            raise EditionError(
                f"{path} has not been run as it stands. Remedy: `make book`."
            ) from None
        except EditionError as error:
            raise EditionError(f"{path}: {error}") from None
        nbformat.write(course, source / path)


def build(out, root=ROOT):
    """Build the course edition into a folder; gives the exit status of Jupyter Book."""
    source = out.with_name("source")
    write_source(source, root)
    program = "from jupyter_book.cli.main import main; main()"
    flags = ["build", "-W", "-n", "--keep-going", str(source)]
    status = subprocess.run(
        [sys.executable, "-c", program, *flags],
        env={**os.environ, "BOOK_REPOSITORY_URL": ""},
        cwd=source,
    ).returncode
    if status == 0:
        if out.exists():
            shutil.rmtree(out)
        shutil.move(source / "_build" / "html", out)
        shutil.rmtree(source)
    return status


def main():
    """Build the course edition into _build/class/book; 0 when all is well."""
    out = ROOT / "_build" / "class" / "book"
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        status = build(out)
    except EditionError as error:
        print(error, file=sys.stderr)
        return 1
    if status == 0:
        print(f"The course edition is at {out / 'index.html'}")
    return status


if __name__ == "__main__":
    sys.exit(main())
