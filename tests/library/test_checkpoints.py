"""What is special here: files that are written whole, or not at all."""

import errno
import json
import os
import random
import sys
from itertools import count
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from samples import WHOLE_SIZES, damaged_files

from transformer_lib import Transformer
from transformer_lib.checkpoints import (
    load_checkpoint,
    save_checkpoint,
    save_weights,
    write_whole,
)
from transformer_lib.weight_files import load_weights


def model_of(**options):
    torch.manual_seed(0)
    return Transformer(**WHOLE_SIZES | options)


# A file is whole, or the old one is ------------------------------------------------------------


def full_disk(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("function", ["fsync", "replace"])
@pytest.mark.parametrize("dies", [False, True])
def test_after_an_error_the_old_file_is_there_and_nothing_else(
    tmp_path, monkeypatch, function, dies
):
    path = tmp_path / "file"
    write_whole(path, b"old")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, function, killed if dies else full_disk)
        error = KeyboardInterrupt if dies else OSError
        with pytest.raises(error) as caught:
            write_whole(path, b"new")
    if not dies:
        assert caught.value.errno == errno.ENOSPC
        assert "make room for 3 bytes" in str(caught.value)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_disk_that_is_full_in_the_middle_leaves_the_old_file(tmp_path):
    resource = pytest.importorskip("resource")  # not on Windows
    path = tmp_path / "file"
    write_whole(path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(OSError, match="make room for 100,000 bytes"):
            write_whole(path, b"n" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_what_is_read_back_with_other_bytes_is_not_kept(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"rot")
    with pytest.raises(OSError, match="read back with other bytes"):
        write_whole(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="no modes and links")
def test_mode_and_link_stay(tmp_path):
    path, link = tmp_path / "file", tmp_path / "link"
    write_whole(path, b"old")
    path.chmod(0o600)
    link.symlink_to("file")
    write_whole(link, b"new")
    assert link.is_symlink() and path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    for step in (1, 2):
        save_checkpoint(link, {"step": step})
        path.chmod(0o600)
    assert (tmp_path / "file.previous").stat().st_mode & 0o777 == 0o600
    link.unlink()
    link.symlink_to("not yet")  # a link to nothing
    write_whole(link, b"first")
    assert (tmp_path / "not yet").read_bytes() == b"first"


def test_the_bytes_are_on_the_disk_before_the_name(tmp_path, monkeypatch):
    path, calls = tmp_path / "file", Mock()
    for name in ("fsync", "replace"):
        calls.attach_mock(Mock(wraps=getattr(os, name)), name)
        monkeypatch.setattr(os, name, getattr(calls, name))
    for data in (b"first", b"second"):
        write_whole(str(path), data)
        assert path.read_bytes() == data
    names = [name for name, *_ in calls.mock_calls]
    assert names == ["fsync", "replace"] * 2
    assert os.listdir(tmp_path) == ["file"]
    with pytest.raises(OSError, match="choose another folder"):
        write_whole(tmp_path / "nowhere" / "file", b"data")


# Checkpoints ------------------------------------------------------------------------------------


def state_of():
    model = model_of()
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.tensor([[1, 2]]), torch.tensor([[1, 3, 5]])).sum().backward()
    optimizer.step()
    return {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "at": (3, 1, 4),
        "curve": [(1, 2.5)],
        "settings": "text",
    }


def test_checkpoint_comes_back_bit_for_bit(tmp_path):
    path, state = tmp_path / "checkpoint.pt", state_of()
    save_checkpoint(path, state)
    back = load_checkpoint(path)
    for name, weight in state["model"].items():
        assert torch.equal(back["model"][name], weight)
    for k, entries in state["optimizer"]["state"].items():
        for name, value in entries.items():
            assert torch.equal(back["optimizer"]["state"][k][name], value)
    for name in ("at", "curve", "settings"):
        assert back[name] == state[name]


def test_no_checkpoint(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_checkpoint(tmp_path / "checkpoint.pt")


def test_damaged_checkpoints_are_named_and_none_is_to_be_deleted(
    tmp_path, capsys
):
    path = tmp_path / "checkpoint.pt"
    save_checkpoint(path, state_of())
    for what, data in damaged_files(path.read_bytes()):
        path.write_bytes(data)
        with pytest.raises(ValueError, match="cannot be read") as caught:
            load_checkpoint(path)
            pytest.fail(what)
        assert "start anew in another folder" in str(caught.value)
        assert "delete" not in str(caught.value)
        assert path.read_bytes() == data
    assert capsys.readouterr().out == ""


def test_a_state_that_cannot_be_loaded_is_refused_when_it_is_saved(tmp_path):
    path = tmp_path / "checkpoint.pt"
    for before in ([], ["checkpoint.pt"]):
        with pytest.raises(ValueError, match=r"GLOBAL numpy.*scalar was not"):
            save_checkpoint(path, {"loss": np.float64(2.5)})
        assert os.listdir(tmp_path) == before
        save_checkpoint(path, {"step": 1})
    assert load_checkpoint(path) == {"step": 1}


@pytest.mark.parametrize("error", [MemoryError, PermissionError])
def test_an_error_of_the_machine_says_nothing_about_the_file(
    tmp_path, monkeypatch, error
):
    path = tmp_path / "checkpoint.pt"
    for step in (1, 2):  # the one before is not taken instead
        save_checkpoint(path, {"step": step})

    def fails(*_, **__):
        raise error("too little")

    place = (torch, "load") if error is MemoryError else (Path, "read_bytes")
    monkeypatch.setattr(*place, fails)
    with pytest.raises(error, match="too little"):
        load_checkpoint(path)


def test_the_last_two_checkpoints_are_kept(tmp_path):
    path = tmp_path / "checkpoint.pt"
    for step in range(4):
        save_checkpoint(path, {"step": step})
    before = tmp_path / "checkpoint.previous.pt"
    assert set(tmp_path.iterdir()) == {path, before}
    assert [load_checkpoint(each)["step"] for each in (path, before)] == [3, 2]
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.warns(match=r"checkpoint\.pt cannot.*previous\.pt is used"):
        assert load_checkpoint(path)["step"] == 2
    # What is damaged does not take the place of what is whole.
    save_checkpoint(path, {"step": 4})
    assert [load_checkpoint(each)["step"] for each in (path, before)] == [4, 2]
    path.unlink()
    with pytest.warns(match=r"previous\.pt is used"):
        assert load_checkpoint(path)["step"] == 2
    for each in (path, before):
        each.write_bytes(b"rot")
    names = r"checkpoint\.pt cannot.*checkpoint\.previous\.pt cannot.*Remedy"
    with pytest.raises(ValueError, match=names):
        load_checkpoint(path)


def go_on(path, steps):
    """A loop that asks whether the file is there; how many steps it took."""
    start = load_checkpoint(path)["step"] if path.exists() else 0
    for step in range(start, steps):
        save_checkpoint(path, {"step": step + 1})
    return steps - start


@pytest.mark.parametrize("moment", range(4))  # two files, each in two calls
def test_a_loop_that_dies_in_any_call_of_a_save_loses_one_step(
    tmp_path, monkeypatch, moment
):
    path, calls = tmp_path / "checkpoint.pt", count()
    go_on(path, 5)

    def deadly(call):
        def replaced(*arguments):
            if next(calls) == moment:
                raise KeyboardInterrupt
            return call(*arguments)

        return replaced

    with monkeypatch.context() as patch:
        for name in ("fsync", "replace"):
            patch.setattr(os, name, deadly(getattr(os, name)))
        patch.setattr(Path, "unlink", lambda _: None)  # nobody tidies up
        with pytest.raises(KeyboardInterrupt):
            go_on(path, 6)
    assert go_on(path, 8) == 3


def test_a_turned_bit_in_a_checkpoint_is_noticed(tmp_path):
    path, state = tmp_path / "checkpoint.pt", state_of()
    save_checkpoint(path, state)
    whole, rng = path.read_bytes(), random.Random(0)
    for place in rng.sample(range(len(whole)), 80):
        turned = bytearray(whole)
        turned[place] ^= 1 << rng.randrange(8)
        path.write_bytes(turned)
        try:
            back = load_checkpoint(path)
        except ValueError:
            continue
        for name, weight in state["model"].items():
            assert torch.equal(back["model"][name], weight), place


# Weights ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("tie_weights", [False, True])
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
def test_weights_come_back_in_the_precision_that_was_chosen(
    tmp_path, tie_weights, dtype
):
    path = tmp_path / "w.safetensors"
    model = model_of(tie_weights=tie_weights)
    with torch.no_grad():
        model.encoder.norm.bias.fill_(1e-9)
    chosen = {} if dtype == torch.float16 else {"dtype": dtype}
    save_weights(path, model, {"steps": "300"}, **chosen)
    back, about = load_weights(path)
    assert about["steps"] == "300" and "tokenizer" not in about
    assert json.loads(about["sizes"]) == back.config == model.config
    assert about["class"] == "Transformer" and not back.training
    names = dict(back.named_parameters())
    for name, weight in model.named_parameters():
        assert names[name].dtype == torch.float32
        assert torch.equal(names[name], weight.to(dtype).float())
    assert (back.projection.weight is back.tgt_embedding.table.weight) == (
        tie_weights
    )
    assert all(t.dtype == dtype for t in load_file(path).values())


class Counting(Transformer):
    """A subclass of the same sizes, with buffers of its own."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.register_buffer("mean", torch.zeros(3))
        self.register_buffer("seen", torch.tensor(0))
        self.register_buffer("own", torch.ones(2), persistent=False)


@pytest.mark.parametrize("kind", [Transformer, Counting])
def test_a_model_comes_back_as_what_it_is(tmp_path, kind):
    path = tmp_path / "w.safetensors"
    model = kind(7, 11, 12, 3, 1, 20, 0.3, True, 5, max_len=9)
    if kind is Counting:
        model.mean.fill_(0.5)
        model.seen.fill_(2**40 + 1)
    save_weights(path, model)
    back, _ = load_weights(path, kind)
    assert type(back) is kind and back.config == model.config
    assert back.pad_id == 5 and back.encoder.layers[0].add_norm_1.norm_first
    for (name, ours), other in zip(
        model.named_buffers(), back.buffers(), strict=True
    ):
        assert torch.equal(ours, other), name
    other = Counting if kind is Transformer else Transformer
    with pytest.raises(
        ValueError, match=f"weights of a {kind.__name__}.*kind="
    ):
        load_weights(path, other)


def test_a_weight_file_may_carry_its_tokenizer(tmp_path):
    path, model = tmp_path / "w.safetensors", model_of()
    pieces = {
        "pad": 0,
        "ü": 3,
        "pieces": [["a", -1.5], ['\n"', 0]],
        "no": None,
    }
    save_weights(path, model, {"data": "none"}, pieces)
    _, about = load_weights(path)
    assert about["tokenizer"] == pieces and about["data"] == "none"
    save_weights(path, model, tokenizer=[])  # none is something else
    assert load_weights(path)[1]["tokenizer"] == []


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e6])
def test_weights_that_cannot_be_written_down_are_not_saved(tmp_path, number):
    path, model = tmp_path / "w.safetensors", model_of()
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match=r"float16 or float32, got torch.int"):
        save_weights(path, model, dtype=torch.int8)
    with pytest.raises(TypeError, match="set"):  # JSON cannot hold it
        save_weights(path, model, tokenizer={1, 2})
    with torch.no_grad():
        model.encoder.norm.weight[3] = number
    with pytest.raises(ValueError, match=r"encoder\.norm\.weight.*float16"):
        save_weights(path, model)
    assert path.read_bytes() == b"old"
    if number == 1e6:
        save_weights(path, model, dtype=torch.float32)
        assert load_weights(path)[0].encoder.norm.weight[3] == number
