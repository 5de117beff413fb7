"""Reading what was handed in: files, zips, chapters, exercises."""

import io
import json
import os
import tracemalloc
import unicodedata
import zipfile

import pytest

from teaching.grading import answers, archives
from teaching.grading import notebook as notebook_
from teaching.grading.answers import answers_of, chapter_of, defines
from teaching.grading.archives import collect
from teaching.grading.names import owners_of
from teaching.grading.notebook import Unreadable, read_notebook
from tests.teaching.classroom import (
    MIX,
    SCORES,
    answered,
    cell,
    exam,
    handed_out,
    notebook,
    stub,
)
from tests.teaching.classroom import submission as paper

GOOD = paper(scores_of=SCORES)
CELLS = exam()["small"]["cells"]


def sort(cells):
    return answers_of(read_notebook(notebook(cells)), CELLS)


def collected(place):
    """What is collected, read: (student, file, content or trouble)."""
    return [(h.student, h.file, h.data or h.trouble) for h in collect(place)]


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \n", "empty"),
        (b"\xef\xbb\xbf", "not a notebook|empty"),
        (b"{}", "but not a notebook"),
        (b'{"cells": 1}', "cells are not a list"),
        (b"<html>", "a web page"),
        (b"\x89PNG", "a picture"),
        (b"9" * 10_000, "not a notebook"),
        (notebook([cell("x", "x" * 3_000_000)]), "characters"),
    ],
)
def test_what_cannot_be_read_has_its_reason(data, reason):
    with pytest.raises(Unreadable, match=reason):
        read_notebook(data)


def test_chapter_is_the_one_with_most_exercises():
    other = json.loads(json.dumps(CELLS))
    for each in other:
        if "exercise" in each["tags"]:
            each["id"] += "-2"
            each["grading"]["id"] += "-2"
            each["grading"]["entry_point"] += "_2"
    both = {"other": {"cells": other}, "small": {"cells": CELLS}}
    assert chapter_of(read_notebook(GOOD), both) == "small"
    more = notebook([*answered(mix=MIX), cell("x", "def mix_2(e): return 1")])
    assert chapter_of(read_notebook(more), both) == "small"


def test_chapter_without_its_exercises_is_still_known():
    cells = [c for c in handed_out() if "exercise" not in c["id"]]
    cells = [c for c in cells if "check" not in c["id"]]
    assert chapter_of(read_notebook(notebook(cells)), exam()) == "small"


def test_one_common_cell_makes_no_chapter():
    data = notebook([cell("x", "import numpy as np")])
    with pytest.raises(Unreadable, match="no exercise"):
        chapter_of(read_notebook(data), exam())


def test_states():
    cells = answered(scores_of=SCORES)
    cells = [c for c in cells if c["id"] != "exercise-share"]
    states = {"scores_of": "answered", "mix": "stub", "share": "missing"}
    assert sort(cells).states == {f"small-{n}": s for n, s in states.items()}


def test_only_own_cells_are_run_and_stubs_come_first():
    cells = [*answered(scores_of=SCORES), cell("mine", "x = 1")]
    cells[1]["source"] += "  \r\n"  # blanks do not make it the student's
    sources = [source for _, source in sort(cells).run]
    assert sources == [
        stub("mix", "embeddings"),
        stub("share", "x, parts"),
        SCORES,
        "x = 1",
    ]


@pytest.mark.parametrize(
    ("more", "is_run"),
    [
        (cell("check-mix", "assert changed"), False),
        (cell("x", "assert changed", tags=["check"]), False),
        (cell("x", '\ncheck("small-mix", mix)'), False),
        (cell("check-mix", MIX), True),
        (cell("check-mix", "def help(e):\n    return e\ncheck(1, 2)"), True),
        (cell("x", "class Helper:\n    pass", tags=["check"]), True),
        (cell("x", "check('small-mix', mix)\nhelper = abs"), True),
        (cell("x", "y = 1\ncheck('small-mix', mix)"), True),
        (cell("check-mix", "import math\ncheck(1, 2)"), True),
        (cell("x", "from math import exp\ncheck('small-mix', mix)"), True),
        (cell("check-mix", "important = mix\nassert mix"), True),
        (cell("check-mix", "important(mix)"), False),
        (cell("x", "some = 'words'", "markdown"), False),
    ],
)
def test_checks_are_not_run_unless_they_define_something(more, is_run):
    run = sort([*answered(), more]).run
    assert (more["source"] in [source for _, source in run]) == is_run


def test_text_counts_only_where_no_code_answers():
    text = cell(
        "note", "My first try:\n\ndef mix(e):\n    return 1", "markdown"
    )
    with_code = sort([*answered(mix=MIX), text])
    without = sort([*answered(), text])
    assert text["source"] not in [source for _, source in with_code.run]
    assert text["source"] in [source for _, source in without.run]


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("def mix(x):", True),
        ("async def mix(x):", True),
        ("class mix:", True),
        ("    def mix(x):", True),
        ("mix = lambda x: x", True),
        ("mix: object = len", True),
        ("from mine import mix", True),
        ("import mine as mix", True),
        ("def mixed(x):", False),
        ("mix == 3", False),
        ("print(mix)", False),
        ("# def mix(x):", False),
    ],
)
def test_defines(source, answer):
    assert defines(f"import x\n{source}", "mix") == answer


def test_only_lines_with_the_name_are_looked_at(monkeypatch):
    """A file of two million empty lines took ten seconds."""
    tried = []

    class Pattern:
        def match(self, source, start, end):
            tried.append(source[start:end])

    monkeypatch.setattr(answers, "_defining", lambda name: Pattern())
    assert not defines("\n" * 9 + "x = mix(mix)\n\n  y\n mixed\n z", "mix")
    assert tried == ["x = mix(mix)", " mixed"]


# Canvas, Moodle and plain folders.

CANVAS = {
    "doejane_12345_67890_01_self_attention.ipynb": GOOD,
    "roerick_LATE_222_333_my answers-1.ipynb": GOOD,
}
MOODLE = {
    "Jane Doe_1234_assignsubmission_file_/01.ipynb": GOOD,
    "Zoë Müller-Groß_77_assignsubmission_file_/x/y.ipynb": GOOD,
}


@pytest.mark.parametrize(
    ("files", "students"),
    [
        (CANVAS, ["doejane_12345", "roerick_222"]),
        (MOODLE, ["Jane Doe_1234", "Zoë Müller-Groß_77"]),
        ({"jane.ipynb": GOOD, "rick/work.ipynb": GOOD}, ["jane", "rick"]),
    ],
)
def test_folder_and_zip_give_the_same(tmp_path, files, students):
    folder = tmp_path / "class"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (tmp_path / "class.zip").write_bytes(zipped(files))
    from_folder = collected(folder)
    assert sorted(student for student, _, _ in from_folder) == sorted(students)
    assert sorted(collected(tmp_path / "class.zip")) == sorted(from_folder)
    assert {data for _, _, data in from_folder} == {GOOD}


@pytest.mark.parametrize("name", ["work.zip", "work.ipynb"])
@pytest.mark.parametrize("inner", [b"PK\x03\x04 broken", zipped({})[:9]])
def test_zip_that_cannot_be_opened_is_not_lost(tmp_path, inner, name):
    (tmp_path / f"doe_1_2_{name}").write_bytes(inner)
    (handed,) = collect(tmp_path)
    assert handed.student == "doe_1"
    if inner.startswith(b"PK\x03\x04") or name.endswith(".zip"):
        assert "cannot be opened" in handed.trouble


@pytest.mark.parametrize("name", ["work.zip", "work.ipynb", "work"])
def test_zip_is_opened_whatever_its_name(tmp_path, name):
    inner = zipped({"a/x.ipynb": GOOD, "__MACOSX/._x.ipynb": b"junk"})
    (tmp_path / f"doe_1_2_{name}").write_bytes(inner)
    assert collected(tmp_path) == [("doe_1", "a/x.ipynb", GOOD)]


def test_zip_within_a_zip_says_so(tmp_path):
    inner = {"week1.ZIP": zipped({"x.ipynb": GOOD}), "y.ipynb": GOOD}
    (tmp_path / "doe_1_2_a.zip").write_bytes(zipped(inner))
    within, work = collect(tmp_path)
    assert "a zip within a zip, which is not opened. Remedy" in within.trouble
    assert (within.file, within.data, work.trouble) == ("week1.ZIP", b"", "")


def test_zip_with_an_empty_name_is_collected(tmp_path):
    data = bytearray(zipped({"doe_1_2_a.ipynb": GOOD, "x.ipynb": GOOD}))
    entry = data.index(b"PK\x01\x02")
    name, comment = (
        entry + 28,
        entry + 32,
    )  # the lengths; one follows the other
    data[comment : comment + 2] = data[name : name + 2]
    data[name : name + 2] = b"\0\0"
    (tmp_path / "class.zip").write_bytes(data)
    nameless, other = collect(tmp_path / "class.zip")
    assert "it cannot be read" in nameless.trouble
    assert other.data == GOOD


def test_what_is_no_notebook_is_not_lost(tmp_path):
    word = zipped({"word.xml": b"x"})
    files = {"doe_1_2_work.ipynb": word, "doe_1_3_work.pdf": b"%PDF-1.4"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert collected(tmp_path) == [("doe_1", *each) for each in files.items()]
    with pytest.raises(Unreadable, match="is a zip archive, not a notebook"):
        read_notebook(word)


def test_what_machines_leave_behind_is_no_work(tmp_path):
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "a.ipynb").write_bytes(GOOD)
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert collect(tmp_path) == []


def test_zip_bomb_is_bounded(tmp_path, monkeypatch):
    for module in (archives, notebook_):
        monkeypatch.setattr(module, "MOST_BYTES", 1000)
    (tmp_path / "a.zip").write_bytes(zipped({"a.ipynb": b"0" * 10**7}))
    read = []
    reading = archives._read_member

    def counted(*given):
        read.append(reading(*given))
        return read[-1]

    monkeypatch.setattr(archives, "_read_member", counted)
    (handed,) = collect(tmp_path / "a.zip")
    assert "larger" in handed.trouble and handed.data == b""
    assert {len(each) for each in read} == {1001}
    with pytest.raises(Unreadable, match="larger"):
        read_notebook(read[0])


def test_values_of_one_student_are_bounded_in_all_files_together(
    tmp_path, monkeypatch
):
    """Each file alone is small enough, and takes seconds to parse, more than once."""
    for module in (archives, notebook_):
        monkeypatch.setattr(module, "MOST_VALUES", 100)
    files = {f"{n}.ipynb": b"[" * 45 for n in range(9)}
    zips = {
        "doe_1_2_a.zip": files,
        "roe_3_4_a.zip": {"a": b"," * 101, **files},
    }
    for name, its in zips.items():
        (tmp_path / name).write_bytes(zipped(its))
    (tmp_path / "san_5_6_a.ipynb").write_bytes(GOOD[:90])
    handed = collect(tmp_path)
    students = [each.student for each in handed]
    assert students == ["doe_1"] * 3 + ["roe_3"] * 4 + ["san_5"]
    assert [bool(each.trouble) for each in handed] == [
        *(False, False, True),
        *(
            False,
            False,
            False,
            True,
        ),  # what is not parsed at all costs nothing
        False,
    ]


def test_zip_bomb_is_not_unpacked_into_memory(tmp_path, monkeypatch):
    """It is read file by file, up to the student's bound."""
    monkeypatch.setattr(archives, "MOST_BYTES", 2 * 2**20)
    monkeypatch.setattr(archives, "MOST_UNZIPPED", 20 * 2**20)
    bomb = zipped({f"{n}.ipynb": b" " * (2 * 2**20) for n in range(40)})
    (tmp_path / "bomb_1_2_a.zip").write_bytes(bomb)
    (tmp_path / "jane_3_4_a.ipynb").write_bytes(GOOD)
    del bomb
    tracemalloc.start()
    try:
        handed = collect(tmp_path)
        assert {len(each.data) for each in handed[:10]} == {2 * 2**20}
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 * 2**20
    mine = [each for each in handed if each.student == "bomb_1"]
    assert [bool(each.trouble) for each in mine] == [False] * 10 + [True]
    assert "more than 500 files," in mine[-1].trouble
    assert handed[-1].data == GOOD  # another student loses nothing


def test_one_student_hands_in_so_many_files_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_FILES_OF_STUDENT", 8)
    files = {f"{n}.ipynb": GOOD for n in range(9)}
    (tmp_path / "doe_1_2_a.zip").write_bytes(zipped(files))
    (tmp_path / "doe_1_3_b.zip").write_bytes(zipped(files))
    (tmp_path / "jane_3_4_a.ipynb").write_bytes(GOOD)
    handed = collect(tmp_path)
    assert [h.student for h in handed] == ["doe_1"] * 9 + ["jane_3"]
    assert [bool(h.trouble) for h in handed] == [False] * 8 + [True, False]


def test_zips_with_too_many_entries_are_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 8)
    monkeypatch.setattr(archives, "MOST_FILES", 8)
    files = {f"{n}.ipynb": GOOD for n in range(9)}
    (tmp_path / "doe_1_2_a.zip").write_bytes(zipped(files))
    (handed,) = collect(tmp_path)
    assert "more than 8 files" in handed.trouble
    with pytest.raises(Unreadable, match="more than 8 files"):
        collect(tmp_path / "doe_1_2_a.zip")


def test_a_zip_is_not_opened_once_more_for_each_of_its_files(
    tmp_path, opened_zips
):
    """With thousands of entries that would take minutes, before a single file is graded."""
    files = {f"{n}.ipynb": b"%d" % n for n in range(40)}
    (tmp_path / "doe_1_2_a.zip").write_bytes(zipped(files))
    opened_zips.clear()
    handed = collect(tmp_path)
    assert len(opened_zips) == 2  # to see what is in it, and to read that
    assert [each.data for each in handed] == list(files.values())
    assert len(opened_zips) == 2


def test_the_class_zip_is_not_opened_once_more_for_each_student(
    tmp_path, opened_zips
):
    """Each time its whole list is read: with 4,000 students that took two minutes."""
    files = {f"s{n}_{n}_1_a.ipynb": b"%d" % n for n in range(40)}
    (tmp_path / "class.zip").write_bytes(zipped(files))
    opened_zips.clear()
    handed = collect(tmp_path / "class.zip")
    assert [each.data for each in handed] == list(files.values())
    assert len(opened_zips) == 1


def test_damaged_file_in_the_class_zip_does_not_stop_the_class(tmp_path):
    data = bytearray(zipped({"a.ipynb": b"1" * 999, "b.ipynb": GOOD}))
    data[40] ^= 0xFF  # in the packed bytes of the first
    (tmp_path / "class.zip").write_bytes(data)
    broken, whole = collect(tmp_path / "class.zip")
    assert "cannot be read" in broken.trouble
    assert whole.data == GOOD


@pytest.mark.parametrize("text", ["[],", "{},", '{"a":[', '"a",'])
def test_file_that_would_grow_is_refused_before_it_does(text):
    data = b'{"cells": [' + text.encode() * (18 * 2**20 // len(text))
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="too many to be read"):
            read_notebook(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2**20


def test_paths_that_lead_out_of_the_zip_lead_nowhere(tmp_path):
    evil = zipped({"../../evil.ipynb": GOOD, "/etc/x.ipynb": GOOD})
    (tmp_path / "a.zip").write_bytes(evil)
    handed = collect(tmp_path / "a.zip")
    assert [(h.student, h.file) for h in handed] == [
        ("evil", "evil.ipynb"),
        ("etc", "x.ipynb"),
    ]
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_links_and_pipes_are_named_and_not_read(tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "secret").write_bytes(GOOD)
    (tmp_path / "class" / "a.ipynb").symlink_to(tmp_path / "secret")
    (tmp_path / "class" / "b").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "class" / "c.ipynb")
    link, folder, pipe = collect(tmp_path / "class")
    assert (link.student, folder.student, pipe.student) == ("a", "b", "c")
    assert "it is a link" in link.trouble and "Remedy" in link.trouble
    assert "it is a link" in folder.trouble
    assert "named pipe" in pipe.trouble
    assert {each.data for each in (link, folder, pipe)} == {b""}


@pytest.mark.parametrize("name", ["class.zip", "class/doe_1_2_a.zip"])
def test_links_in_a_zip_are_named(tmp_path, name):
    (tmp_path / "class").mkdir()
    entry = zipfile.ZipInfo("a.ipynb")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    place = name.partition("/")[0]
    (link,) = collect(tmp_path / place)
    assert "it is a link" in link.trouble


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("doejane_12345_67890_file.ipynb", "doejane_12345"),
        ("doejane_LATE_12345_67890_file-2.ipynb", "doejane_12345"),
        ("Jane Doe_1234_assignsubmission_file_/a.ipynb", "Jane Doe_1234"),
        ("Jane Doe_1234_assignsubmission_file_hw.ipynb", "Jane Doe_1234"),
        # The whole name of a folder is Moodle's, whatever the student is called.
        ("Ann_6_5_x_777_assignsubmission_file_/a.ipynb", "Ann_6_5_x_777"),
        (
            "Ann_6_assignsubmission_file_777_assignsubmission_file_/a.ipynb",
            "Ann_6_assignsubmission_file_777",
        ),
        # What stands inside it is the student's.
        ("Jo_12_assignsubmission_file_/roeann_6_5_hw.ipynb", "Jo_12"),
        ("Jo_12_assignsubmission_file_/Ann_6_assignsubmission_.py", "Jo_12"),
        ("jane.ipynb", "jane"),
        ("jane/01_self_attention.ipynb", "jane"),
        ("01_self_attention.ipynb", "01_self_attention"),
    ],
)
def test_whose_file_it_is(path, student):
    assert owners_of([path]) == {path: (student, "")}


TWICE = "Ann_6_5_x_777_assignsubmission_file_hw.ipynb"


@pytest.mark.parametrize(
    ("path", "others", "student"),
    [
        (TWICE, [], None),
        (TWICE, ["Bo_8_assignsubmission_file_hw.ipynb"], "Ann_6_5_x_777"),
        (TWICE, ["bo_8_9_hw.ipynb"], "Ann_6"),
        (
            "Jo_12_assignsubmission_file_Ann_6_assignsubmission_.ipynb",
            ["Bo_8_assignsubmission_file_hw.ipynb"],
            None,
        ),
    ],
)
def test_a_name_that_fits_two_students_is_nobodys(path, others, student):
    """Students choose names of files, and on some platforms their own."""
    owner, trouble = owners_of([path, *others])[path]
    if student:
        assert (owner, trouble) == (student, "")
    else:
        assert owner == path.removesuffix(".ipynb") + " (?)"
        assert "fits two students. Remedy" in trouble


def test_a_folder_named_by_a_platform_counts_only_where_all_are():
    jane = "{}/Jane_12_assignsubmission_file_/hw.ipynb"
    ann = "{}/ann_6_5_hw.ipynb"
    groups = [jane.format("group a"), ann.format("group b")]
    one = [jane.format("all"), ann.format("all")]
    for paths in (groups, ["week 1/" + path for path in groups], one):
        found = list(owners_of(paths).values())
        assert found == [("Jane_12", ""), ("ann_6", "")]


JANE = "Jane_12_assignsubmission_file_/hw.ipynb"


@pytest.mark.parametrize(
    "paths",
    [
        [f"Eve/{JANE}"],  # alone, in a later run perhaps
        [f"Eve/{JANE}", JANE],
        ["Eve/jane_12_100_hw.ipynb", "bo_13_101_hw.ipynb"],
        ["Eve/jane_12_100_hw.ipynb", "bo/hw.ipynb"],
        # Many folders and one name: it is what the students call their file.
        [f"{name}/hw_1_2_final.ipynb" for name in ("Eve", "bo", "al")],
    ],
)
def test_nobody_writes_in_the_name_of_another(tmp_path, paths):
    """What lies in a student's folder is called as the student likes."""
    student, trouble = owners_of(paths)[paths[0]]
    assert student == "Eve (?)"
    assert "in the folder of another. Remedy" in trouble
    folder = tmp_path / "class"
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(GOOD)
    troubles = {each.student: each.trouble for each in collect(folder)}
    assert troubles["Eve (?)"] == trouble


def test_a_class_in_one_folder_is_not_one_student():
    paths = ["hw1/jane doe/hw.ipynb", "hw1/bob roe/work/hw.ipynb"]
    found = list(owners_of(paths).values())
    assert found == [("jane doe", ""), ("bob roe", "")]
    paths = ["jane/hw.ipynb", "jane/data/x.csv"]
    assert {owner for owner, _ in owners_of(paths).values()} == {"jane"}


def test_names_that_look_like_canvas_by_chance():
    """Each file of Canvas has a number of its own."""
    names = ["hw_1_2024_jane", "hw_1_2024_bob"]
    found = owners_of([f"{name}.ipynb" for name in names])
    assert [owner for owner, _ in found.values()] == names


def test_one_name_in_two_encodings_is_one_student():
    names = [
        unicodedata.normalize(form, "Zoë.ipynb") for form in ("NFC", "NFD")
    ]
    assert set(owners_of(names).values()) == {(names[0][:-6], "")}
