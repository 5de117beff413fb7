"""Training on one's own pairs: what a run belongs to, what stops it, breaks, several processes."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import torch

from book.reader.chapters import ROOT
from recipes.__main__ import main
from recipes.processes import Group, choose_device
from recipes.recipe import load_recipe
from recipes.score import weights_of
from recipes.train import Trainer
from tests.recipes.conftest import SMALL
from tests.recipes.test_train import TWO_PROCESSES, assert_same_bits
from transformer_lib import load_checkpoint, load_translator, load_weights

pytestmark = pytest.mark.seconds(60)

torch.set_num_threads(1)
SET = [f"--set={name}={value}" for name, value in SMALL.items()]


def trainer(folder, out, compiled=False, **changes):
    """A trainer of a small network."""
    recipe = load_recipe(str(folder), **(SMALL | changes))
    return Trainer(recipe, out, Group(), compiled=compiled)


@pytest.fixture(scope="module")
def trained(mine, tmp_path_factory):
    """The folder of a short run."""
    out = tmp_path_factory.mktemp("run")
    assert main(["train", str(mine), f"--out={out}", *SET]) == 0
    return out


@pytest.fixture
def copy(mine, tmp_path):
    """A recipe that a test may change."""
    return shutil.copytree(mine, tmp_path / "copy")


# What is asked of a trained network -------------------------------------------------------------


def test_one_file_is_enough(trained, mine, capsys, tmp_path, monkeypatch):
    path = trained / "weights.safetensors"
    alone = tmp_path / "gift.safetensors"
    shutil.copy(path, alone)
    translator = load_translator(alone)
    said = translator("one two three")
    assert main(["write", str(alone), "one  two three"]) == 0
    assert capsys.readouterr().out == said + "\n"
    asked = io.StringIO("one two three\n\nfour\n")
    monkeypatch.setattr("sys.stdin", asked)
    assert main(["write", str(alone)]) == 0
    first, second, third = capsys.readouterr().out.splitlines()
    assert first == said and "is empty" in second
    assert third == translator("four")


def test_scores_and_card(trained, mine, capsys):
    weights = f"--weights={trained / 'weights.safetensors'}"
    assert main(["score", str(mine), weights, "--beams=1"]) == 0
    shown = capsys.readouterr().out
    assert "on the part valid" in shown and "BLEU, all" in shown
    assert main(["score", str(mine), weights, "--card"]) == 0
    card = (trained / "MODEL_CARD.md").read_text()
    assert "(`test`)" in card and "hash of data" in card
    assert main(["score", str(mine), weights, "--json", "--beams=1"]) == 0
    told = json.loads(capsys.readouterr().out.partition("\n")[2])
    exact = told["scores"]["right to the last letter, all"]
    assert exact["of"] == 15 and exact["what"] == "pairs"
    assert f"{exact['value']:.1%} of 15" in shown


def test_a_text_that_does_not_fit_counts_as_wrong(trained, copy, capsys):
    path = copy / "valid.tsv"
    long = "nine " * 100 + "\t9\n"
    path.write_text(path.read_text() + long)
    out = trained.with_name("longer")
    assert main(["train", str(copy), f"--out={out}", *SET]) == 0
    assert "left out of valid: 1 of" in capsys.readouterr().out
    weights = f"--weights={out / 'weights.safetensors'}"
    assert main(["score", str(copy), weights, "--beams=1"]) == 0
    assert "too long to read" in capsys.readouterr().out


# What is somebody else's stays ------------------------------------------------------------------


def held(folder):
    """The files under a folder, and what is in them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


THEIRS = ["checkpoint.pt", "curve.csv", "weights.safetensors", "run.json"]


@pytest.mark.parametrize("names", [THEIRS, ["notes.txt"], *zip(THEIRS)])
def test_no_run_goes_into_a_foreign_folder(mine, tmp_path, capsys, names):
    for name in names:
        (tmp_path / name).write_text('{"by": "me"}')
    before = held(tmp_path)
    for _ in "twice":
        assert main(["train", str(mine), f"--out={tmp_path}", *SET]) == 1
        assert "no folder of a run. Remedy" in capsys.readouterr().err or (
            "checkpoint.pt" in names
        )
        assert held(tmp_path) == before
    file = f"--out={tmp_path / names[0]}"
    assert main(["train", str(mine), file, *SET]) == 1
    assert "is no folder. Remedy" in capsys.readouterr().err


def test_a_foreign_checkpoint_is_no_run(mine, tmp_path):
    torch.save({"model": {}}, tmp_path / "checkpoint.pt")
    with pytest.raises(ValueError, match="no checkpoint of a recipe"):
        trainer(mine, tmp_path).run(show=False)


def test_notes_in_the_folder_of_a_run_stay(mine, tmp_path):
    trainer(mine, tmp_path, steps=3).run(show=False)
    (tmp_path / "notes.txt").write_text("mine")
    trainer(mine, tmp_path, steps=6).run(show=False)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_foreign_card_is_not_overwritten(trained, mine, tmp_path, capsys):
    weights = shutil.copy(trained / "weights.safetensors", tmp_path)
    card = tmp_path / "MODEL_CARD.md"
    card.write_text("# My card")
    assert main(["score", str(mine), f"--weights={weights}", "--card"]) == 1
    assert "Remedy: rename it" in capsys.readouterr().err
    assert card.read_text() == "# My card"


def test_foreign_ids_are_not_overwritten(copy):
    shutil.rmtree(copy / "ids")
    (copy / "ids").mkdir()
    (copy / "ids" / "train.csv").write_text("mine")
    with pytest.raises(ValueError, match=r"ids holds files.*Remedy: move"):
        load_recipe(str(copy)).data.pairs("train")
    assert [path.name for path in (copy / "ids").iterdir()] == ["train.csv"]


def test_your_run_goes_before_the_weights_of_the_book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recipe = load_recipe("number_words")
    assert weights_of(recipe) == recipe.folder / "weights.safetensors"
    own = Path("runs") / "number_words" / "weights.safetensors"
    own.parent.mkdir(parents=True)
    own.touch()
    assert weights_of(recipe) == own


# What a run belongs to --------------------------------------------------------------------------


def other_data(folder):
    path = folder / "train.tsv"
    path.write_text(path.read_text().replace("one", "two", 1))


def other_tokenizers(folder):
    path = folder / "source.json"
    path.write_text(path.read_text().replace('"e"', '"q"', 1))


@pytest.mark.parametrize(
    ("change", "what"),
    [(other_data, "other data"), (other_tokenizers, "other tokenizers")],
)
def test_a_run_belongs_to_its_data(trained, copy, capsys, change, what):
    run = shutil.copytree(trained, copy.with_name("run"))
    change(copy)
    before = (run / "checkpoint.pt").read_bytes()
    assert main(["train", str(copy), f"--out={run}", *SET]) == 1
    assert (
        f"checkpoint.pt is from a run with {what}" in capsys.readouterr().err
    )
    weights = f"--weights={run / 'weights.safetensors'}"
    assert main(["score", str(copy), weights]) == 1
    told = capsys.readouterr().err
    assert f"weights.safetensors is from a run with {what}" in told
    assert (run / "checkpoint.pt").read_bytes() == before


def test_weights_of_another_recipe_are_not_scored(trained, capsys):
    weights = f"--weights={trained / 'weights.safetensors'}"
    assert main(["score", "number_words", weights]) == 1
    assert "other tokenizers" in capsys.readouterr().err


def test_new_weights_replace_old_ones(copy, tmp_path):
    out = tmp_path / "out"
    trainer(copy, out, steps=3).run(show=False)
    before = (out / "weights.safetensors").read_bytes()
    (out / "checkpoint.pt").unlink()
    trainer(copy, out, steps=6).run(show=False)
    assert (out / "weights.safetensors").read_bytes() != before


# What stops a run, or does not ----------------------------------------------------------------


def test_an_unknown_character_and_a_long_text_stop_nothing(copy, tmp_path):
    for part in "train", "valid":
        path = copy / f"{part}.tsv"
        odd = "漢 one 😀\t1\n" + "one " * 300 + "\t1\n"
        path.write_text(odd + path.read_text())
    its = trainer(copy, tmp_path / "out")
    its.run(show=False)
    seen = {i for rows in its.epoch_of("train", 0) for i in rows}
    assert 0 in seen and 1 not in seen
    assert len(seen) == len(its.recipe.parts["train"]) - 1


def test_nothing_that_fits_is_named(mine, tmp_path):
    with pytest.raises(
        ValueError, match=r"none of the 270 .* train .*max_len"
    ):
        trainer(mine, tmp_path, max_len=2).run(show=False)


def test_a_damaged_line_is_named(copy, tmp_path):
    path = copy / "train.tsv"
    path.write_text(path.read_text() + "no tab\n")
    with pytest.raises(ValueError, match=r"train.tsv, line 271: source, tab"):
        trainer(copy, tmp_path).run(show=False)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"),
    ],
)
def test_out_of_memory_names_the_remedy(mine, tmp_path, error):
    its = trainer(mine, tmp_path)

    def explode(*args):
        if its.step == 5:
            raise error
        return token_loss(*args)

    token_loss, its.loss = its.loss, explode
    with pytest.raises(MemoryError, match=r"step 5.*smaller max_tokens"):
        its.run(show=False)
    assert load_checkpoint(tmp_path / "checkpoint.pt")["at"][0] == 3


def test_a_validation_loss_that_is_no_number_is_not_saved(mine, tmp_path):
    its = trainer(mine, tmp_path)
    its.valid_loss = lambda: float("nan")
    with pytest.raises(FloatingPointError, match="validation loss is nan"):
        its.run(show=False)
    assert not (tmp_path / "checkpoint.pt").exists()


def test_a_device_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match=r"no device 'cuda'.*there are cpu"):
        choose_device("cuda")


def test_nothing_can_be_cut_in_one_process(mine, capsys):
    assert main(["train", str(mine), "--cut", *SET]) == 1
    assert "Remedy: torchrun" in capsys.readouterr().err


# Early stopping, averaging, breaks -------------------------------------------------------------


def test_it_stops_when_the_validation_loss_no_longer_falls(mine, tmp_path):
    its = trainer(mine, tmp_path, patience=2, steps=300, average=1)
    values = iter([3.0, 2.0, 2.5, 2.1, 1.0])
    its.valid_loss = lambda: next(values)
    its.run(show=False)
    assert [row[2] for row in its.curve] == [3.0, 2.0, 2.5, 2.1]
    assert its.best["step"] == 6
    model, about = load_weights(tmp_path / "weights.safetensors")
    assert about["weights"] == "checkpoint of step 6"
    assert about["valid_loss"] == "2.0000"
    for name, weight in model.named_parameters():
        assert torch.equal(weight, its.best["model"][name].half().float())
    again = trainer(mine, tmp_path, patience=2, steps=300, average=1)
    again.run(show=False)  # it does not go on after it has stopped
    assert again.step == 12


def test_the_mean_of_the_last_checkpoints_is_taken_if_it_is_better(
    mine, tmp_path
):
    its = trainer(mine, tmp_path, average=3)
    values = iter([5.0, 4.0, 3.0, 2.0, 1.0])  # the last is that of the mean
    its.valid_loss = lambda: next(values)
    kept, real = [], its.save
    its.save = lambda weights, *rest: (
        kept.append(weights),
        real(weights, *rest),
    )
    its.run(show=False)
    model, about = load_weights(tmp_path / "weights.safetensors")
    assert about["weights"] == "mean of the last 3 checkpoints"
    for name, weight in model.named_parameters():
        mean = (kept[1][name] + kept[2][name] + kept[3][name]) / 3
        assert torch.allclose(weight, mean, atol=1e-3)
        assert not torch.allclose(weight, kept[3][name], atol=1e-5)


class Break(Exception):
    """Where a run is stopped."""


def end_of(mine, out, breaks, **options):
    """Train with breaks at some steps; return the last checkpoint and the weight file."""
    for at in (*breaks, None):
        its = trainer(mine, out, average=2, **options)
        rate = its.rate

        def stop(its=its, rate=rate, at=at):
            if its.step == at:
                raise Break
            return rate()

        its.rate = stop
        try:
            its.run(show=False)
        except Break:
            assert at is not None
    weights, _ = load_weights(out / "weights.safetensors")
    state = load_checkpoint(out / "checkpoint.pt")
    del state["seconds"], state["settings"]
    state["curve"] = [row[:4] for row in state["curve"]]
    return state, weights.state_dict()


def test_an_averaged_run_goes_on_with_the_same_bits(mine, tmp_path):
    through = end_of(mine, tmp_path / "through", [])
    broken = end_of(mine, tmp_path / "broken", [1, 5, 11])
    assert_same_bits(broken, through)


@pytest.mark.thorough
def test_a_compiled_run_goes_on_with_the_same_bits(
    mine, tmp_path, monkeypatch
):
    # The model is traced as ever; the compiler's last stages would take minutes, and C++.
    traced = partial(torch.compile, backend="eager")
    monkeypatch.setattr(torch, "compile", traced)
    few = {"steps": 4, "checkpoint_every": 2, "compiled": True}
    through = end_of(mine, tmp_path / "through", [], **few)
    broken = end_of(mine, tmp_path / "broken", [3], **few)
    assert_same_bits(broken, through)


def test_no_compiler_is_named(mine, tmp_path, monkeypatch):
    its = trainer(mine, tmp_path)

    class InductorError(RuntimeError):
        """What torch raises."""

    InductorError.__module__ = "torch._inductor.exc"

    def fail(*args):
        raise InductorError("InvalidCxxCompiler: No working C++ compiler")

    its.loss = fail
    with pytest.raises(ValueError, match=r"--compile needs.*g\+\+"):
        its.run(show=False)


# Several processes ----------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("way", [[], ["--cut"]])
def test_two_processes_train_as_one_and_go_on_with_the_same_bits(
    mine, tmp_path, way
):
    # In 32 bits: in 16 the order of a sum shows in the fifth digit.
    changes = SMALL | {"dropout": 0.0, "average": 2, "bfloat16": False}
    out, alone = tmp_path / "two", trainer(mine, tmp_path / "one", **changes)
    alone.run(show=False)
    arguments = ["recipes", "train", str(mine), f"--out={out}", *way]
    for name, value in changes.items():
        arguments.append(f"--set={name}={json.dumps(value)}")

    def train():
        done = subprocess.run(
            [sys.executable, *TWO_PROCESSES, "-m", *arguments],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout, load_checkpoint(out / "checkpoint.pt")

    told, state = train()
    for ours, theirs in zip(state["curve"], alone.curve, strict=True):
        assert ours[:3] == pytest.approx(theirs[:3], rel=1e-5)
    os.replace(out / "checkpoint.previous.pt", out / "checkpoint.pt")
    before = load_checkpoint(out / "checkpoint.pt")["at"][0]
    _, again = train()
    assert before < state["at"][0]
    for what in "at", "model", "optimizer", "best", "last":
        assert_same_bits(again[what], state[what])
    numbers = sum(each.numel() for each in alone.model.parameters())
    if way:  # each holds a part
        held = int(re.search(r"\((\d+) in this", told.replace(",", ""))[1])
        assert numbers * 0.4 < held < numbers * 0.6


def test_each_process_reads_its_own_rows_alone(mine, tmp_path):
    its = trainer(mine, tmp_path)
    pairs = its.recipe.parts["train"].pairs
    rows = next(its.epoch_of("train", 1))
    read = []

    class Watched(type(pairs)):
        def __getitem__(self, i):
            read.append(int(i))
            return super().__getitem__(i)

    its.recipe.parts["train"].pairs = Watched(pairs.ids, pairs.starts)
    its.group.size, its.group.rank = 3, 1
    src, tgt = its.own_batch(rows, "train", 0, "cpu")
    assert read == rows[1::3].tolist() and len(tgt) == len(read)
    its.group.size = len(rows) + 1
    its.group.rank = len(rows)  # more processes than rows: nothing to predict
    src, tgt = its.own_batch(rows, "train", 0, "cpu")
    assert len(src) == 1 and (tgt == 0).all()


def test_a_recipe_without_a_setting_is_named(copy):
    path = copy / "recipe.toml"
    path.write_text(path.read_text().replace("steps = ", "stepz = "))
    with pytest.raises(ValueError, match=r"recipe.toml lacks.*stepz"):
        load_recipe(str(copy))
    path.write_text("no toml")
    with pytest.raises(ValueError, match=r"recipe.toml cannot be read"):
        load_recipe(str(copy))
