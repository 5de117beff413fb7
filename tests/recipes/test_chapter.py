"""The commands of the long-runs chapter's last section, each run, on a few hundred texts."""

import re
import shlex
import struct

import nbformat
import pytest

from book.reader.chapters import ROOT
from recipes import program_texts
from recipes.__main__ import main
from tests.recipes.conftest import SMALL, own_lines

pytestmark = pytest.mark.seconds(15)


def write_mo(path, messages):
    """Write translations as gettext's msgfmt does: a header, two tables, the texts."""
    texts = [
        text.encode()
        for column in zip(*messages, strict=True)
        for text in column
    ]
    start, offsets, content = 28 + 8 * len(texts), [], b""
    for text in texts:
        offsets += [len(text), start + len(content)]
        content += text + b"\0"
    count = len(messages)
    header = (0x950412DE, 0, count, 28, 28 + 8 * count, 0, start)
    path.parent.mkdir(parents=True)
    data = struct.pack(f"<{7 + len(offsets)}I", *header, *offsets)
    path.write_bytes(data + content)


def commands():
    """The lines of the section's blocks of commands."""
    path = ROOT / "chapters" / "12_long_runs.ipynb"
    notebook = nbformat.read(path, as_version=4)
    text = "\n".join(
        cell.source for cell in notebook.cells if cell.cell_type == "markdown"
    )
    section = text.partition("## Your own data")[2].partition("\n## ")[0]
    blocks = re.findall(r"```bash\n(.*?)```", section, re.DOTALL)
    return [shlex.split(line, True) for line in "".join(blocks).splitlines()]


def test_every_command_of_the_section(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    messages = [("", "Content-Type: text/plain; charset=UTF-8\n")]
    for line in own_lines():
        words, digits = line.split("\t")
        messages.append((digits, f"~{words}".replace(" ", "\u00a0", 1)))
    places = "unpacked/usr/share/locale/fr/LC_MESSAGES/words.mo"
    run = []
    for command in commands():
        if command[0] in ("apt-get", "dpkg"):
            run.append(command[0])
            if command[0] == "dpkg":
                write_mo(tmp_path / places, messages)
            continue
        assert command[:2] == ["python", "-m"]
        module, *arguments = command[2:]
        run.append(arguments[0] if module == "recipes" else module)
        if module == "recipes.program_texts":
            program_texts.main(arguments)
            continue
        assert module == "recipes"
        if arguments[0] == "train":
            arguments += [f"--set={k}={value}" for k, value in SMALL.items()]
        assert main(arguments) == 0, capsys.readouterr()
    assert run == [
        *("apt-get", "dpkg", "recipes.program_texts"),
        *("new", "train", "score", "write"),
    ]
    lines = (tmp_path / "pairs.tsv").read_text().splitlines()
    assert sorted(lines) == sorted(
        ["Content-Type: text/plain; charset=UTF-8\t", *own_lines()]
    )
    assert "on the part test" in capsys.readouterr().out


def test_a_file_that_is_there_is_not_overwritten(tmp_path):
    words = tmp_path / "fr" / "LC_MESSAGES" / "words.mo"
    write_mo(words, [("", "Content-Type: text/plain; charset=UTF-8\n")])
    (tmp_path / "pairs.tsv").write_text("mine")
    with pytest.raises(ValueError, match=r"exists already. Remedy"):
        program_texts.main([str(tmp_path), str(tmp_path / "pairs.tsv")])
    assert (tmp_path / "pairs.tsv").read_text() == "mine"


def test_a_folder_without_translations_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"no LC_MESSAGES/\*.mo under"):
        program_texts.main([str(tmp_path), str(tmp_path / "pairs.tsv")])
