"""Training by a recipe: killed and resumed, in two processes, on a full disk."""

import csv
import errno
import os
import re
import signal
import subprocess
import sys
import time

import pytest
import torch

import recipes.train as train_module
from book.reader.chapters import ROOT
from recipes.__main__ import main
from recipes.processes import Group
from recipes.recipe import NAMES, PARTS, load_recipe
from recipes.score import load_trained
from recipes.train import Trainer, parameter_groups
from transformer_lib.checkpoints import load_checkpoint
from transformer_lib.weight_files import load_weights

pytestmark = pytest.mark.seconds(70)

torch.set_num_threads(1)
# Small steps, and a checkpoint after every third one.
SMALL = ["steps=15", "warmup=3", "checkpoint_every=3", "max_tokens=150"]

TWO_PROCESSES = (
    "-m",
    "torch.distributed.run",
    "--standalone",
    "--nproc-per-node=2",
)


def options(out, *more):
    """The arguments of a short run in a folder."""
    settings = [f"--set={setting}" for setting in (*SMALL, *more)]
    return ["train", "number_words", "--out", str(out), *settings]


def start(arguments):
    """Start training in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "recipes", *arguments],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def losses(out):
    """The curve: step, loss and validation loss, without the seconds."""
    with (out / "curve.csv").open() as file:
        return [
            tuple(map(float, row[:3])) for row in list(csv.reader(file))[1:]
        ]


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory):
    """The folder of a run that was never stopped."""
    out = tmp_path_factory.mktemp("whole")
    main(options(out))
    return out


def test_a_run_leaves_curve_checkpoint_and_weights(whole_run):
    assert {path.name for path in whole_run.iterdir()} == {
        "checkpoint.previous.pt",
        "checkpoint.pt",
        "curve.csv",
        "curve.png",
        "run.json",
        "weights.safetensors",
    }
    curve = losses(whole_run)
    assert [step for step, *_ in curve] == list(range(3, 16, 3))
    assert curve[-1][2] < curve[0][2] - 0.2  # it has learned something
    _, about = load_weights(whole_run / "weights.safetensors")
    assert about["steps"] == "15" and about["recipe"] == "number_words"


@pytest.mark.parametrize(
    "moments",  # seconds after its first new checkpoint
    [(0.1,), pytest.param((0.0, 0.2), marks=pytest.mark.thorough)],
)
def test_killed_at_any_moment_it_ends_with_the_same_bits(
    whole_run, tmp_path, moments
):
    kills = 0
    for seconds in (*moments, None):
        before = read_step(tmp_path)
        process = start(options(tmp_path))
        if seconds is not None:
            while process.poll() is None and read_step(tmp_path) == before:
                time.sleep(0.01)
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
        output, _ = process.communicate()
        kills += process.returncode == -signal.SIGKILL
    assert process.returncode == 0, output
    assert kills >= 1, "the machine was too fast: nothing was killed"
    ours = load_checkpoint(tmp_path / "checkpoint.pt")
    theirs = load_checkpoint(whole_run / "checkpoint.pt")
    assert_same_bits(ours["model"], theirs["model"])
    assert_same_bits(ours["optimizer"], theirs["optimizer"])
    assert losses(tmp_path) == losses(whole_run)
    weights = "weights.safetensors"
    assert torch.equal(*map(read_tensor, (tmp_path, whole_run))), weights


def read_step(out):
    """The step of the checkpoint in a folder; 0 where there is none."""
    try:
        return load_checkpoint(out / "checkpoint.pt")["at"][0]
    except FileNotFoundError:
        return 0


def read_tensor(out):
    """All weights of a folder's weight file as one vector."""
    model, _ = load_weights(out / "weights.safetensors")
    return torch.cat([weight.flatten() for weight in model.parameters()])


def assert_same_bits(ours, theirs):
    """Compare nested dicts and lists of tensors and numbers, exactly."""
    if isinstance(ours, torch.Tensor):
        assert torch.equal(ours, theirs)
    elif isinstance(ours, dict):
        assert ours.keys() == theirs.keys()
        for key in ours:
            assert_same_bits(ours[key], theirs[key])
    elif isinstance(ours, list | tuple):
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs, strict=True):
            assert_same_bits(mine, other)
    else:
        assert ours == theirs


def test_what_a_kill_while_writing_leaves_does_no_harm(whole_run, tmp_path):
    (tmp_path / "run.json.unfinished").write_bytes(b"half of a file")
    recipe = load_recipe("number_words")
    Trainer(recipe, tmp_path, Group()).claim(False)
    (tmp_path / "checkpoint.pt.unfinished").write_bytes(b"half of a file")
    main(options(tmp_path))
    assert torch.equal(*map(read_tensor, (tmp_path, whole_run)))


def test_a_finished_training_is_not_trained_again(whole_run):
    before = (whole_run / "checkpoint.pt").read_bytes()
    main(options(whole_run))
    assert (whole_run / "checkpoint.pt").read_bytes() == before


def trainer(out, **changes):
    """A trainer of the number words, with few and small steps."""
    few = {"steps": 6, "warmup": 2, "checkpoint_every": 2, "max_tokens": 150}
    return Trainer(
        load_recipe("number_words", **(few | changes)), out, Group()
    )


def test_a_full_disk_does_not_stop_the_training(tmp_path, monkeypatch, capsys):
    calls, real = [], train_module.save_checkpoint

    def full_once(path, state):
        calls.append(state["at"][0])
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, f"{path}: no space. Remedy: make room")
        real(path, state)

    monkeypatch.setattr(train_module, "save_checkpoint", full_once)
    trainer(tmp_path).run()
    assert calls == [2, 4, 6]
    assert "Remedy: make room" in capsys.readouterr().out
    assert (tmp_path / "weights.safetensors").exists()


def test_a_disk_that_is_full_at_the_end_is_an_error(tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(train_module, "save_weights", full)
    with pytest.raises(OSError, match="no space"):
        trainer(tmp_path).run()
    monkeypatch.undo()
    trainer(tmp_path).run()  # nothing is trained again: there is a checkpoint
    assert (tmp_path / "weights.safetensors").exists()


def test_a_checkpoint_of_other_settings_is_refused(tmp_path):
    trainer(tmp_path).run()
    for change in {"seed": 2}, {"steps": 4}, {"steps": 8, "dropout": 0.0}:
        with pytest.raises(ValueError, match=r"other settings.*another --out"):
            trainer(tmp_path, **change).run()


def test_a_run_is_extended_by_more_steps(tmp_path, capsys):
    trainer(tmp_path).run()
    capsys.readouterr()
    longer = trainer(tmp_path, steps=10)
    longer.run()
    assert [row[0] for row in longer.curve] == [2, 4, 6, 8, 10]
    assert longer.curve[2][3] == 0 and longer.curve[3][3] > 0
    said = r"of 6 steps and goes on to 10: the learning rate was 0.0e\+00 .* is 1.5e-03"
    assert re.search(said, capsys.readouterr().out)
    again = trainer(tmp_path, steps=10)
    again.run()
    assert (
        again.curve == longer.curve
        and not capsys.readouterr().out.startswith("left")
    )


def test_biases_and_gains_decay_only_if_asked_to():
    model = load_recipe("number_words").model()
    decaying, others = parameter_groups(model, False)
    assert {each.ndim for each in decaying["params"]} == {2}
    assert {each.ndim for each in others["params"]} == {1}
    assert others["weight_decay"] == 0 and "weight_decay" not in decaying
    (both,) = parameter_groups(model, True)
    assert len(both["params"]) == len(decaying["params"] + others["params"])
    # The book's weights were made before there was a choice.
    assert all(load_recipe(name).training.decay_biases for name in NAMES)


def test_processes_with_checkpoints_of_their_own_are_stopped(tmp_path):
    trainer(tmp_path).run(show=False)
    # Beside one that has no checkpoint, and one whose checkpoint is older.
    for others in (0, 4):
        resumed = trainer(tmp_path)
        resumed.group.size = 2
        resumed.group.sum = lambda step, others=others: step + others
        with pytest.raises(ValueError, match="Remedy: an --out that all mach"):
            resumed.resume()


def test_a_machine_without_git_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert train_module.commit_of(ROOT) == ""
    monkeypatch.undo()
    if (ROOT / ".git").exists():
        assert len(train_module.commit_of(ROOT)) == 40


def test_a_damaged_checkpoint_is_named_and_the_one_before_goes_on(tmp_path):
    trainer(tmp_path).run()
    paths = [tmp_path / f"checkpoint{end}" for end in (".pt", ".previous.pt")]
    paths[0].write_bytes(paths[0].read_bytes()[:1000])
    resumed = trainer(tmp_path)
    with pytest.warns(match=r"checkpoint\.pt cannot be read.*previous"):
        assert resumed.resume()
    assert 0 < resumed.step < resumed.settings.steps
    paths[1].unlink()
    with pytest.raises(ValueError, match="start anew in another folder"):
        trainer(tmp_path).run()


def test_a_loss_that_is_no_number_stops_the_training(tmp_path):
    broken = trainer(tmp_path)
    with torch.no_grad():
        next(broken.model.parameters()).fill_(float("nan"))
    with pytest.raises(FloatingPointError, match=r"step 1.*highest_rate"):
        broken.run()


def test_the_texts_of_the_help_can_be_left_out():
    alone = load_recipe("german_to_english", with_help=False).data
    both = load_recipe("german_to_english").data
    assert {origin for _, origin, *_ in alone.rows} == {"program"}
    assert alone.texts("test") == both.texts("test")
    assert set(alone.texts("train")) < set(both.texts("train"))


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("stepz=3", "no setting 'stepz'"),
        ("steps=", "--set steps="),
        ("steps 3", "--set steps 3"),
        ('dropout="x"', "dropout is 'x'. Remedy: a number"),
        ("dropout=1.5", "no model has these sizes"),
        ("d_model=true", "d_model is True. Remedy: a whole number"),
        ("d_model=15", "no model has these sizes"),
        ("seed=1.5", "seed is 1.5. Remedy: a whole number"),
        ("average=0", "average is 0. Remedy: at least 1"),
        ("warmup=15", "of 15 steps. Remedy: fewer"),
        ("smoothing=2", "smoothing is 2. Remedy: 0 to 1"),
        ('bfloat16="no"', "bfloat16 is 'no'. Remedy: true"),
    ],
)
def test_a_bad_setting_is_told_in_a_line(setting, told, tmp_path, capsys):
    assert main(options(tmp_path / "out", setting)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line and "Remedy" in line
    assert not (tmp_path / "out").exists()


def test_a_recipe_that_does_not_exist_is_named():
    with pytest.raises(
        ValueError, match=r"no recipe 'nonsense'.*number_words"
    ):
        load_recipe("nonsense")


def test_every_epoch_has_every_pair_in_another_order(tmp_path):
    its = trainer(tmp_path)
    epochs = [list(its.epoch_of("train", seed)) for seed in (1, 2)]
    pairs = len(its.recipe.parts["train"])
    for one in epochs:
        assert sorted(i for rows in one for i in rows) == list(range(pairs))
    assert epochs[0][0].tolist() != epochs[1][0].tolist()


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"language_model"}))
def test_no_pair_of_a_recipe_is_in_two_parts(name):
    data = load_recipe(name).data
    given = data.sources if hasattr(data, "sources") else data.texts
    sources = {part: set(map(tuple, given(part))) for part in PARTS}
    assert not sources["train"] & sources["test"]
    assert not sources["train"] & sources["valid"]
    assert not sources["valid"] & sources["test"]
    least = 100 if hasattr(data, "sources") else 10  # documents
    assert all(len(part) > least for part in sources.values())


def test_a_recipe_may_be_a_language_model(tmp_path):
    sizes = {"d_model": 16, "num_heads": 2, "num_kv_heads": 1, "d_ff": 16}
    few = {"num_layers": 1, "max_len": 32, "window": 32, "max_tokens": 128}
    run = {"steps": 4, "warmup": 1, "checkpoint_every": 2}
    recipe = load_recipe("language_model", **sizes, **few, **run)
    texts = recipe.data.texts
    recipe.data.texts = lambda part: [each[:2000] for each in texts(part)[:12]]
    Trainer(recipe, tmp_path, Group()).run(show=False)
    model, about = load_trained(recipe, tmp_path / "weights.safetensors")
    assert about["recipe"] == "language_model"
    said = recipe.data.go_on(model, "The people")
    assert said.startswith("The people") and len(said) > len("The people")
    with pytest.raises(ValueError, match="too long to go on"):
        recipe.data.go_on(model, "people " * 50)
