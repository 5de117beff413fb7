"""A recipe of one's own pairs: what is left out, how it is split, and bad input, each by name."""

import codecs
import csv
import re

import numpy as np
import pytest

from recipes.__main__ import main
from recipes.new import groups_of, key_of, split
from recipes.recipe import PARTS, load_recipe
from recipes.tokens import learn_tokenizer
from tests.recipes.conftest import make, own_lines

pytestmark = pytest.mark.seconds(15)


def refused(tmp_path, capsys, content, *options):
    """Return the message for a file that no recipe can be made of."""
    path = tmp_path / "pairs.tsv"
    path.write_bytes(content)
    target = tmp_path / "mine"
    status = main(["new", str(target), "--pairs", str(path), *options])
    assert status == 1
    assert sorted(tmp_path.iterdir()) == [path]  # nothing is left behind
    return capsys.readouterr().err


BAD = {
    "binary": (b"\x89PNG\r\n\0\0\n", r"line 2: a byte of 0.*binary"),
    "one column": (b"good morning\n" * 50, "1 column, not source, tab"),
    "three columns": (b"1\tyes\toui\n" * 50, "3 columns.*--columns 1,2"),
    "empty": (b"", "is empty"),
    "one pair": (b"yes\toui\n", "1 different pairs.*too few"),
    "blank lines": (b"\n \n\n", "none of the 3 lines is a pair: 3 empty"),
    "ten times the same line": (b"yes\toui\n" * 10, "1 different pairs"),
    "a million characters": (
        b"a" * 10**6 + b"\toui\n",
        "1 more than 1,000 characters",
    ),
    "another encoding": (
        "é\toui\n".encode("latin-1") * 50,
        "50 of 50 lines are not UTF-8, first line 1.*latin-1",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_files_are_told_what_is_wrong(kind, tmp_path, capsys):
    content, told = BAD[kind]
    assert re.search(told, refused(tmp_path, capsys, content))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--columns=3,1"], "asks for column 3"),
        (["--columns=one"], "two numbers"),
        (["--encoding=nonsense"], "no encoding 'nonsense'"),
        (["--encoding=ascii"], "not in the encoding ascii"),
        (["--vocabulary=10"], "at least 300"),
    ],
)
def test_bad_options_are_told_what_is_wrong(options, told, tmp_path, capsys):
    lines = "\n".join([*own_lines(), "é\toui"]).encode()
    assert told in refused(tmp_path, capsys, lines, *options)


def test_what_is_left_out_is_named_by_its_line(tmp_path):
    lines = own_lines()
    lines[3] = lines[0]
    lines[7] = "only one column"
    lines[8] = "  \tno source"
    lines[11] = f"{'long ' * 300}\t1"
    content = "\n".join(lines).encode().splitlines()
    content[20] = b"\xe9t\xe9\tsummer"  # Latin-1 among UTF-8
    path = tmp_path / "pairs.tsv"
    path.write_bytes(codecs.BOM_UTF8 + b"\r\n".join(content))
    folder = tmp_path / "mine"
    assert main(["new", str(folder), "--pairs", str(path)]) == 0
    with (folder / "left_out.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        reasons = {int(row["line"]): row["reason"] for row in rows}
    assert reasons == {
        4: "duplicate",
        8: "1 column, not 2",
        9: "empty",
        12: "more than 1,000 characters",
        21: "not UTF-8",
    }
    kept = [
        line
        for part in PARTS
        for line in (folder / f"{part}.tsv").read_text("utf-8").splitlines()
    ]
    wanted = {i for i in range(300)} - {3, 7, 8, 11, 20}
    assert sorted(kept) == sorted(lines[i] for i in wanted)
    assert "duplicate: 1 (line 4)" in (folder / "README.md").read_text()


def test_two_files_and_other_encodings_give_the_same_recipe(mine, tmp_path):
    cells = (line.split("\t") for line in own_lines())
    columns = zip(*cells, strict=True)
    paths = tmp_path / "source.txt", tmp_path / "target.txt"
    for path, texts in zip(paths, columns, strict=True):
        path.write_text("\n".join(texts), encoding="utf-16")
    names = ["--texts", *map(str, paths), "--tokens=characters"]
    assert main(["new", str(tmp_path / "again"), *names]) == 0
    for name in *(f"{part}.tsv" for part in PARTS), "source.json":
        ours, theirs = (tmp_path / "again" / name), (mine / name)
        assert ours.read_bytes() == theirs.read_bytes()


def test_a_file_that_ends_first_is_named(tmp_path, capsys):
    (tmp_path / "long").write_text("a\nb\nc\n")
    (tmp_path / "short").write_text("a\nb\n")
    names = [str(tmp_path / "long"), str(tmp_path / "short")]
    assert main(["new", str(tmp_path / "x"), "--texts", *names]) == 1
    assert "short has 2 lines" in capsys.readouterr().err


def test_a_recipe_is_not_overwritten(mine, capsys):
    pairs = str(mine.with_suffix(".tsv"))
    assert main(["new", str(mine), "--pairs", pairs]) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["new", "number_words", "--pairs", pairs]) == 1


def test_an_interrupted_new_leaves_what_was_there(
    mine, tmp_path, monkeypatch, capsys
):
    theirs = tmp_path / "other.unfinished" / "notes.txt"
    theirs.parent.mkdir()
    theirs.write_text("mine")

    def interrupt(*_):
        raise KeyboardInterrupt

    command = ["new", str(tmp_path / "other"), "--tokens=bytes"]
    command += ["--pairs", str(mine.with_suffix(".tsv"))]
    with monkeypatch.context() as patched:
        patched.setattr("recipes.new.learn_tokenizers", interrupt)
        assert main(command) == 130
    assert [*tmp_path.iterdir()] == [theirs.parent]
    assert main(command) == 0 and main(command) == 1
    assert theirs.read_text() == "mine"


def test_near_equal_texts_have_the_same_key():
    assert key_of("Insert a row!") == key_of("insert A row...")
    assert key_of("Page 3 of that book") == key_of("page 17 of that  book")
    assert key_of("3 May") != key_of("4 May")
    assert key_of("?") != key_of("!")


def test_groups_by_hand():
    sources = np.array([1, 2, 1, 3, 4, 5])
    targets = np.array([7, 8, 9, 9, 8, 6])
    # 0 and 2 by their source, 2 and 3 by their target; 1 and 4 by theirs.
    assert groups_of(sources, targets).tolist() == [0, 1, 0, 0, 1, 2]


def test_no_group_is_cut_and_the_shares_are_kept():
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 3_000, 10_000)
    parts = split(groups, seed=1)
    whole = [set(groups[parts == part]) for part in range(3)]
    assert not whole[0] & whole[1] | whole[0] & whole[2] | whole[1] & whole[2]
    assert 450 <= (parts == 1).sum() <= 500
    assert 450 <= (parts == 2).sum() <= 500
    assert (split(groups, seed=1) == parts).all()
    assert (split(groups, seed=2) != parts).any()


def test_near_equal_pairs_stay_together(tmp_path):
    lines = own_lines(200)
    more = [line.replace("\t", "!\t").upper() for line in lines]
    folder = make(tmp_path, lines + more)
    parts = [
        set(map(key_of, (folder / f"{part}.tsv").read_text().splitlines()))
        for part in PARTS
    ]
    assert sum(map(len, parts)) == 200
    assert len(set.union(*parts)) == 200


def test_labels_do_not_glue_everything_together(tmp_path):
    lines = [
        f"{line.split()[0]} {i}\t{i % 2}" for i, line in enumerate(own_lines())
    ]
    folder = make(tmp_path, lines)
    assert len((folder / "test.tsv").read_text().splitlines()) >= 10
    assert "share few targets" in (folder / "README.md").read_text()


@pytest.mark.parametrize("kind", ["byte-pairs", "characters", "bytes"])
def test_every_text_can_be_read_by_every_tokenizer(kind):
    texts = [line.split("\t")[0] for line in own_lines()]
    tokenizer = learn_tokenizer(texts, kind, 300)
    for text in [texts[0], "Größe 漢字 😀", "a▁b".replace("▁", " "), "<pad>"]:
        ids = tokenizer.encode(text)
        assert tokenizer.decode([1, *ids, 2, 0]) == text
        assert min(ids) > 2 and max(ids) < len(tokenizer)
    size = {"byte-pairs": 300, "bytes": 259}.get(kind, len(tokenizer))
    assert len(tokenizer) == size
    lengths = [len(tokenizer.encode(text)) for text in texts[:1]]
    assert (lengths[0] < len(texts[0])) == (kind == "byte-pairs")


def test_the_tokens_of_bytes_by_hand():
    tokenizer = learn_tokenizer([], "bytes", 0)
    assert tokenizer.encode("é") == [3 + 0x20, 3 + 0xC3, 3 + 0xA9]


def test_every_setting_is_explained(mine):
    text = (mine / "recipe.toml").read_text()
    settings = [line for line in text.splitlines() if " = " in line]
    assert len(settings) == 20 and all(" # " in line for line in settings)
    recipe = load_recipe(str(mine))
    assert recipe.training.average == 5 and recipe.sizes["max_len"] == 64
