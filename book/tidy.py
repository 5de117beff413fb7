"""What is the same in every notebook: `python -m book.tidy` puts it in place.

The set-up cell gets its text. A cell whose output is compared gets what two tools ask for:
nbstripout keeps an output only with the mark `keep_output`, and nbval compares it only with an
execution count. The count is always 1, so that running a notebook again changes nothing in git;
every other cell has none.
"""

import sys
from pathlib import Path

import nbformat

from book.reader.chapters import ROOT, is_compared, tags
from book.setup_cell import setup_source


def tidy_cell(cell, setup: str) -> bool:
    """Put one cell in order; says whether it was not."""
    before = nbformat.from_dict(cell)
    if "setup" in tags(cell):
        cell.source = setup
    if is_compared(cell):
        cell.metadata["keep_output"] = True
    else:
        cell.metadata.pop("keep_output", None)
    if cell.cell_type == "code":
        cell.execution_count = (
            1 if is_compared(cell) and cell.outputs else None
        )
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return cell != before


def tidy_notebook(notebook, setup: str) -> list[str]:
    """Put a notebook in order; gives the ids of the cells that were not."""
    return [cell.id for cell in notebook.cells if tidy_cell(cell, setup)]


def tidy_file(path: Path, root: Path) -> list[str]:
    """Put a notebook's file in order, writing it only where something changes."""
    notebook = nbformat.read(path, as_version=4)
    changed = tidy_notebook(notebook, setup_source(root))
    if changed:
        text = nbformat.writes(notebook, indent=1, ensure_ascii=False)
        path.write_text(text.rstrip("\n") + "\n", "utf-8", newline="\n")
    return changed


if __name__ == "__main__":
    for notebook_path in sorted((ROOT / "chapters").glob("*.ipynb")):
        for cell_id in tidy_file(notebook_path, ROOT):
            print(
                f"tidied {notebook_path.name}, cell `{cell_id}`",
                file=sys.stderr,
            )
