"""What is special to chapter 12's code: files that are written whole, or not at all."""

import errno
import json
import os
import random

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


def test_writes_and_replaces(tmp_path):
    path = tmp_path / "file"
    write_whole(path, b"first")
    write_whole(str(path), b"second")
    assert path.read_bytes() == b"second"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_full_disk_leaves_the_old_file(tmp_path, monkeypatch, function):
    path = tmp_path / "file"
    write_whole(path, b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, function, full)
    with pytest.raises(OSError, match="make room for 3 bytes") as caught:
        write_whole(path, b"new")
    assert caught.value.errno == errno.ENOSPC
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(
    not os.path.exists("/dev/full"), reason="needs Linux's /dev/full"
)
def test_a_really_full_disk(tmp_path):
    path = tmp_path / "file"
    write_whole(path, b"old")
    (tmp_path / "file.unfinished").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        write_whole(path, b"n" * 100_000)
    assert caught.value.errno == errno.ENOSPC
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_killed_leaves_the_old_file_and_the_next_call_mends(
    tmp_path, monkeypatch, function
):
    path = tmp_path / "file"
    write_whole(path, b"old")

    def killed(*_):
        raise KeyboardInterrupt  # no OSError: nothing is tidied up

    with monkeypatch.context() as patch:
        patch.setattr(os, function, killed)
        with pytest.raises(KeyboardInterrupt):
            write_whole(path, b"a longer new one")
    assert path.read_bytes() == b"old"
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["file"]


def test_the_bytes_are_on_the_disk_before_the_name(tmp_path, monkeypatch):
    calls = []
    replace, fsync = os.replace, os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda fd: (calls.append("fsync"), fsync(fd))
    )
    monkeypatch.setattr(
        os, "replace", lambda a, b: (calls.append("replace"), replace(a, b))
    )
    write_whole(tmp_path / "file", b"data")
    assert calls == ["fsync", "replace"]


def test_no_folder(tmp_path):
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


def test_damaged_checkpoints_are_named(tmp_path, capsys):
    path = tmp_path / "checkpoint.pt"
    save_checkpoint(path, state_of())
    for what, data in damaged_files(path.read_bytes()):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"checkpoint\.pt is damaged"):
            load_checkpoint(path)
            pytest.fail(what)
    assert capsys.readouterr().out == ""


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
def test_weights_come_back_in_half_precision(tmp_path, tie_weights):
    path = tmp_path / "w.safetensors"
    model = model_of(tie_weights=tie_weights)
    save_weights(path, model, {"steps": "300"})
    back, about = load_weights(path)
    assert about["steps"] == "300" and "tokenizer" not in about
    assert json.loads(about["sizes"]) == back.config == model.config
    assert not back.training
    names = dict(back.named_parameters())
    for name, weight in model.named_parameters():
        assert names[name].dtype == torch.float32
        assert torch.equal(names[name], weight.half().float())
    assert (back.projection.weight is back.tgt_embedding.table.weight) == (
        tie_weights
    )
    assert all(t.dtype == torch.float16 for t in load_file(path).values())


class Mine(Transformer):
    """A subclass that adds nothing to the sizes."""


@pytest.mark.parametrize("kind", [Transformer, Mine])
def test_a_model_built_by_position_is_saved_with_its_sizes(tmp_path, kind):
    path = tmp_path / "w.safetensors"
    model = kind(7, 11, 12, 3, 1, 20, 0.3, True, 5, max_len=9)
    save_weights(path, model)
    back, _ = load_weights(path)
    assert type(back) is Transformer and back.config == model.config
    assert back.pad_id == 5 and back.encoder.layers[0].add_norm_1.norm_first


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


def test_a_tokenizer_that_json_cannot_hold_leaves_the_old_file(tmp_path):
    path = tmp_path / "w.safetensors"
    path.write_bytes(b"old")
    with pytest.raises(TypeError, match="set"):
        save_weights(path, model_of(), tokenizer={1, 2})
    assert path.read_bytes() == b"old"


def test_loaded_weights_write_what_the_model_wrote(tmp_path):
    path, model = tmp_path / "w.safetensors", model_of().eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(weight.half())
    save_weights(path, model)
    back, _ = load_weights(path)
    src, tgt = torch.tensor([[1, 5, 6]]), torch.tensor([[1, 9, 3, 4]])
    assert torch.equal(back(src, tgt), model(src, tgt))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e6])
def test_weights_without_finite_halves_are_not_saved(tmp_path, number):
    path, model = tmp_path / "w.safetensors", model_of()
    path.write_bytes(b"old")
    with torch.no_grad():
        model.encoder.norm.weight[3] = number
    with pytest.raises(ValueError, match=r"encoder\.norm\.weight"):
        save_weights(path, model)
    assert path.read_bytes() == b"old"


def test_full_disk_leaves_the_old_weights(tmp_path, monkeypatch):
    path = tmp_path / "w.safetensors"
    save_weights(path, model_of())
    before = path.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="still there"):
        save_weights(path, model_of())
    assert path.read_bytes() == before
    load_weights(path)
