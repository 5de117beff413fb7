"""Rename a name of the package everywhere: `python -m book.rename OLD NEW`.

OLD is a function, class or constant that a chapter exports. Code is changed where it means that
name, and not an attribute or a variable that is called the same. Prose, comments and strings are
changed where they quote it: in backticks, in code, and as a string of its own, if it is no word of
English (`train`, `attention`), which may well mean something else there.
"""

import argparse
import ast
import json
import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from book.extraction import PACKAGE, Chapter, read_chapters
from book.growth import name_of
from book.reader.chapters import ROOT
from book.update import update

QUOTED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")  # code within prose
FENCED = re.compile(r"(?<=^```python\n).*?(?=^```)", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"#.*`.*")
KEPT = ("CHANGELOG.md", f"{PACKAGE}/", "book/site/vendor/")


class Rename:
    """One name for another, in texts of every kind."""

    def __init__(self, old: str, new: str, chapters: list[Chapter]):
        self.old, self.new = old, new
        modules = [chapter.module for chapter in chapters]
        self.roots = {PACKAGE, *modules, *(f"{PACKAGE}.{m}" for m in modules)}
        self.is_word = old.isalpha() and old.islower()
        self.called = re.compile(rf"(?<![\w.]){old}(?=\()")
        self.path = re.compile(rf"(?<={PACKAGE}\.)((?:\w+\.)?){old}\b")

    def in_file(self, name: str, text: str) -> str:
        """The new text of a file."""
        if self.old not in text:
            return text
        if name.endswith(".ipynb"):
            return self._in_notebook(text)
        if name.endswith(".py"):
            return self._in_code(text)
        text = FENCED.sub(lambda match: self._in_code(match[0]), text)
        if not name.endswith(".js"):  # where a backtick begins a template
            text = self._in_prose(text)
        quoted = rf"(?<=[\"'`]){self.old}(?=[\"'`])"
        return text if self.is_word else re.sub(quoted, self.new, text)

    def _in_notebook(self, text: str) -> str:
        notebook = json.loads(text)
        cells = [(c, "".join(c["source"])) for c in notebook["cells"]]
        exports = any(
            "export" in cell["metadata"].get("tags", [])
            and self.old in map(name_of, _tree(source).body)
            for cell, source in cells
        )
        body = [node for _, source in cells for node in _tree(source).body]
        is_ours = exports or self._is_ours(ast.Module(body))
        for cell, source in cells:
            if cell["cell_type"] == "code":
                source = self._in_code(source, is_ours)
            else:
                source = self._in_prose(source)
            cell["source"] = source.splitlines(keepends=True)
        return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"

    def _in_prose(self, text: str) -> str:
        return QUOTED.sub(lambda span: f"`{self._in_code(span[1])}`", text)

    def _is_ours(self, tree: ast.Module) -> bool:
        """Whether a program means the package's name: it imports it, or binds no such name."""
        imported = any(
            node.module in self.roots and alias.name == self.old
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        )
        return imported or self.old not in map(name_of, tree.body)

    def _in_code(self, text: str, is_ours: bool | None = None) -> str:
        """Rename in Python; text that is none stays."""
        tree = _tree(text)
        if is_ours is None:
            is_ours = self._is_ours(tree)
        rows = text.encode().splitlines(keepends=True)
        old, new = self.old.encode(), self.new.encode()
        for line, start in sorted(
            set(self._places(tree, is_ours)), reverse=True
        ):
            row = rows[line - 1]
            start = row.index(old, start)
            rows[line - 1] = row[:start] + new + row[start + len(old) :]
        text = b"".join(rows).decode()
        literals = [
            ast.get_source_segment(text, node) or ""
            for node in ast.walk(_tree(text))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        for literal in literals:
            if literal.endswith(("'", '"')):  # no part of an f-string
                text = text.replace(literal, self._in_literal(literal))
        return COMMENT.sub(lambda match: self._in_prose(match[0]), text)

    def _places(self, node: ast.AST, ours: bool) -> Iterator[tuple[int, int]]:
        """Line and column from which on the name stands, wherever a program means ours."""
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            inner = list(ast.walk(node))
            bound = [n.arg for n in inner if isinstance(n, ast.arg)]
            names = [n for n in inner if isinstance(n, ast.Name)]
            bound += [n.id for n in names if isinstance(n.ctx, ast.Store)]
            ours = ours and self.old not in bound  # or it is a variable there
        if isinstance(node, ast.Attribute) and node.attr == self.old:
            if ast.unparse(node.value) in self.roots:
                yield node.end_lineno, node.end_col_offset - len(self.old)
        elif isinstance(node, ast.ImportFrom) and node.module in self.roots:
            for alias in node.names:
                if alias.name == self.old:
                    yield alias.lineno, alias.col_offset
        elif ours and self.old in (
            getattr(node, "id", ""),
            # A definition at the left margin is no method.
            not getattr(node, "col_offset", 1) and getattr(node, "name", ""),
        ):
            yield node.lineno, node.col_offset
        for child in ast.iter_child_nodes(node):
            yield from self._places(child, ours)

    def _in_literal(self, literal: str) -> str:
        code = literal.strip("rbf\"'")
        if self.old not in code:
            return literal
        if code == self.old:
            return literal if self.is_word else literal.replace(code, self.new)
        changed = self.path.sub(rf"\1{self.new}", self._in_prose(literal))
        if not re.search(r"\n|\bimport\b", code):
            return changed
        if _tree(code).body:
            return changed.replace(code, self._in_code(code))
        return self.called.sub(self.new, changed)


def _tree(text: str) -> ast.Module:
    """The syntax tree of a text; an empty one of what is not Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([])


def _names_in(file: str, text: str) -> set[str]:
    """The names that a program or a chapter uses or binds."""
    programs = [text] if file.endswith(".py") else []
    if file.endswith(".ipynb"):
        programs = ["".join(c["source"]) for c in json.loads(text)["cells"]]
    nodes = [node for each in programs for node in ast.walk(_tree(each))]
    kinds = ("id", "arg", "name")
    return {getattr(node, kind, "") for node in nodes for kind in kinds}


def rename(old: str, new: str, root: Path) -> dict[str, str]:
    """The new texts of the files that mention a name; what follows from them is not among them.

    Raises ValueError, with the remedy, where it cannot be.
    """
    chapters = read_chapters(root)
    cells = [c for chapter in chapters for c in chapter.cells + chapter.growth]
    if old not in [name for cell in cells for name in cell.names]:
        raise ValueError(
            f"No chapter exports `{old}`. Give a function, class or constant of {PACKAGE}."
        )
    if not new.isidentifier() or keyword.iskeyword(new):
        raise ValueError(f"`{new}` is no name: use letters, digits and `_`.")
    if old.isupper() != new.isupper():
        raise ValueError("Constants have names in capitals, and they alone.")
    texts, renaming = {}, Rename(old, new, chapters)
    for name in _git("ls-files", root=root).splitlines():
        try:
            text = (root / name).read_text("utf-8")
        except (UnicodeDecodeError, OSError):
            continue
        changed = renaming.in_file(name, text)
        if changed == text or name.startswith(KEPT):
            continue
        if new in _names_in(name, text):
            raise ValueError(
                f"{name} has a `{new}` already. Choose another name, or rename that one first."
            )
        texts[name] = changed
    return texts


def _git(*arguments: str, root: Path) -> str:
    run = ["git", "-C", str(root), *arguments]
    return subprocess.run(
        run, check=True, capture_output=True, text=True
    ).stdout


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m book.rename")
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument("--dry-run", action="store_true", help="only say what")
    options = parser.parse_args(arguments)
    writes = not options.dry_run
    try:
        if writes and _git("status", "--porcelain", root=root):
            raise ValueError(
                "There are changes that are not committed. Commit them first: then `git diff` "
                "shows what was renamed."
            )
        texts = rename(options.old, options.new, root)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 1
    for name, text in texts.items():
        print(f"{'changed' if writes else 'would change'} {name}")
        if writes:
            (root / name).write_text(text, "utf-8", newline="\n")
    if writes:
        update(root)
        print(
            "Look at `git diff`, run `make test`, add a line to CHANGELOG.md."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
