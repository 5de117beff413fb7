"""What is special to chapter 11's code: files of weights are not trusted.

The files are written by safetensors itself, since the book writes its own in a later chapter.
"""

import hashlib
import json
import random
import sys

import pytest
import torch
from safetensors.torch import load_file, save
from samples import WHOLE_SIZES, damaged_files

from transformer_lib import Transformer
from transformer_lib.weight_files import load_weights


def model_of(**options):
    torch.manual_seed(0)
    return Transformer(**WHOLE_SIZES | options)


def test_no_weights(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_weights(tmp_path / "w.safetensors")


def checksum(tensors):
    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()


@pytest.fixture
def saved(tmp_path):
    """A good file, and a function that writes others."""
    path = tmp_path / "w.safetensors"
    tensors = {
        name: weight.detach().half()
        for name, weight in model_of().named_parameters()
    }

    def rewrite(change=None, **about):
        """With the right checksum, unless another is given; None leaves out."""
        if change:
            change(tensors)
        about = {
            "sizes": json.dumps(WHOLE_SIZES),
            "checksum": checksum(tensors),
        } | about
        about = {
            name: text for name, text in about.items() if text is not None
        }
        path.write_bytes(save(tensors, metadata=about))
        return path

    return rewrite(), rewrite


def test_a_damaged_tokenizer_is_named(saved):
    _, rewrite = saved
    with pytest.raises(ValueError, match="damaged or no weight file"):
        load_weights(rewrite(tokenizer="["))


def test_damaged_weights_are_named(saved):
    path, _ = saved
    for what, data in damaged_files(path.read_bytes()):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"w\.safetensors is damaged"):
            load_weights(path)
            pytest.fail(what)


def test_any_turned_bit_is_noticed(saved):
    path, _ = saved
    whole = path.read_bytes()
    rng = random.Random(0)
    length = int.from_bytes(whole[:8], "little") + 8  # of the header
    for place in [
        *rng.sample(range(length), 60),
        *rng.sample(range(length, len(whole)), 60),
    ]:
        turned = bytearray(whole)
        turned[place] ^= 1 << rng.randrange(8)
        path.write_bytes(turned)
        try:
            back, _ = load_weights(path)
        except ValueError:
            continue
        # What the header says of padding, say: then nothing is lost.
        assert place < length
        for a, b in zip(
            back.parameters(), model_of().parameters(), strict=True
        ):
            assert torch.equal(a, b.half().float())


def test_a_file_made_elsewhere_is_read(saved):
    _, rewrite = saved
    model, _ = load_weights(rewrite())
    assert isinstance(model, Transformer)


def test_a_file_without_checksum_is_refused(saved):
    _, rewrite = saved
    with pytest.raises(ValueError, match="the checksum is missing"):
        load_weights(rewrite(checksum=None))


def _rename(tensors):
    tensors["encoder.norm.w"] = tensors.pop("encoder.norm.weight")


def _one_number(tensors):  # which would be spread over the whole row
    tensors["encoder.norm.weight"] = torch.ones(1, dtype=torch.float16)


def _not_finite(tensors):
    tensors["decoder.norm.bias"][5] = float("nan")


@pytest.mark.parametrize(
    "change, says",
    [
        (_rename, r"names: \['encoder.norm.w', 'encoder.norm.weight'\]"),
        (lambda t: t.pop("encoder.norm.bias"), "names"),
        (lambda t: t.update(more=torch.ones(2)), r"names: \['more'\]"),
        (_one_number, r"encoder.norm.weight is \(1,\), not \(12,\)"),
        (_not_finite, "decoder.norm.bias holds numbers that are not finite"),
    ],
)
def test_wrong_weights_are_named(saved, change, says):
    _, rewrite = saved
    with pytest.raises(ValueError, match=says):
        load_weights(rewrite(change))


@pytest.mark.parametrize(
    "sizes",
    [
        "",
        "{",
        "[7, 11]",
        "3",
        json.dumps(WHOLE_SIZES | {"d_model": 9}),
        json.dumps(WHOLE_SIZES | {"d_model": -12}),
        json.dumps(WHOLE_SIZES | {"num_heads": 0}),
        json.dumps(WHOLE_SIZES | {"num_layers": 3}),
        json.dumps(WHOLE_SIZES | {"d_model": "twelve"}),
        json.dumps(WHOLE_SIZES | {"unknown": 1}),
    ],
)
def test_wrong_sizes_are_named(saved, sizes):
    _, rewrite = saved
    with pytest.raises(ValueError, match="damaged or no weight file"):
        load_weights(rewrite(sizes=sizes))


def test_no_sizes(saved):
    path, rewrite = saved
    with pytest.raises(ValueError, match="sizes"):
        load_weights(rewrite(sizes=None))
    path.write_bytes(save(load_file(path)))
    with pytest.raises(ValueError, match="sizes"):
        load_weights(path)


def test_wrong_checksum(saved):
    _, rewrite = saved
    with pytest.raises(ValueError, match="checksum"):
        load_weights(rewrite(checksum="0" * 64))


@pytest.mark.skipif(sys.platform == "win32", reason="folders open otherwise")
def test_a_folder_is_no_weight_file(tmp_path):
    with pytest.raises((OSError, ValueError)):
        load_weights(tmp_path)
