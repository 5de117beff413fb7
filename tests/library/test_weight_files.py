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
from transformer_lib.weight_files import (
    Subwords,
    Words,
    load_translator,
    load_weights,
    make_tokenizer,
    search_all,
)


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


# Tokenizers --------------------------------------------------------------------------------

ABC = Subwords(list("abc▁"), ["b c", "a b", "▁ a", "ab c"])


def test_merges_are_made_in_their_order_by_hand():
    def pieces(text):
        return [ABC.tokens[i] for i in ABC.encode(text)]

    assert ABC.tokens[3:] == [*"abc▁", "bc", "ab", "▁a", "abc"]
    # "b c" comes before "a b", though it stands behind it.
    assert pieces("abc") == ["▁a", "bc"]
    assert pieces("cab ba") == ["▁", "c", "ab", "▁", "b", "a"]
    assert pieces("bcbc") == ["▁", "bc", "bc"]
    assert len(ABC) == 11


def test_a_pair_that_is_there_twice_is_merged_from_the_left():
    twice = Subwords(["▁", "a"], ["a a"])
    assert [twice.tokens[i] for i in twice.encode("aaa")] == ["▁", "aa", "a"]


@pytest.mark.parametrize("text", ["abc", "a  b", "c a b c", "a "])
def test_texts_come_back(text):
    with_bytes = Subwords(**ABC.description | {"with_bytes": True})
    for tokenizer in ABC, with_bytes:
        ids = tokenizer.encode(text)
        assert tokenizer.decode([1, *ids, 2, 0]) == text


def test_unknown_characters_are_refused_or_spelled():
    with pytest.raises(ValueError, match="character 1 of the text is 'é'"):
        ABC.encode("aéb")
    spelled = Subwords(**ABC.description | {"with_bytes": True})
    ids = spelled.encode("aéb")
    assert [spelled.tokens[i] for i in ids] == ["▁a", "<c3>", "<a9>", "b"]
    assert spelled.decode(ids) == "aéb"
    assert spelled.decode(ids[:2]) == "a\ufffd"  # half a character
    assert len(spelled) == len(ABC) + 256
    nothing = Subwords([], [], with_bytes=True)
    assert nothing.encode("a b") == [byte + 3 for byte in b" a b"]
    assert nothing.decode(nothing.encode("a b")) == "a b"


def test_tokens_of_specials_are_text_like_any_other():
    spelled = Subwords([*"<pad>▁"], [], with_bytes=True)
    assert spelled.decode(spelled.encode("<pad> <00>")) == "<pad> <00>"
    with pytest.raises(ValueError, match="'<'"):
        ABC.encode("<pad>")


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_is_refused(text):
    for tokenizer in ABC, Words(["<pad>", "<start>", "<end>", "a"], " "):
        with pytest.raises(ValueError, match="the text is empty"):
            tokenizer.encode(text)


def test_words_and_letters():
    words = Words(["<pad>", "<start>", "<end>", "one", "two"], " ")
    assert words.encode("two  one") == [4, 3]
    assert words.decode([1, 4, 3, 2]) == "two one" and len(words) == 5
    letters = Words(["<pad>", "<start>", "<end>", "a", "b"], "")
    assert letters.decode(letters.encode("abba")) == "abba"
    with pytest.raises(ValueError, match="token 1 of the text is 'x'"):
        letters.encode("ax")
    with pytest.raises(ValueError, match="not those of a Vocabulary"):
        Words(["<pad>", "<start>", "<end>", "b", "a"], "")


def test_a_tokenizer_is_what_describes_it():
    for tokenizer in ABC, Words(["<pad>", "<start>", "<end>", "a"], ""):
        text = json.dumps(tokenizer.description)
        again = make_tokenizer(json.loads(text))
        assert type(again) is type(tokenizer)
        assert again.encode("aa") == tokenizer.encode("aa")
    with pytest.raises(TypeError):
        make_tokenizer({"letters": "abc"})


# What is enough by itself ------------------------------------------------------------------


def translator_file(saved, source=None, target=None):
    """A weight file with tokenizers of its sizes, unless others are given."""
    sizes = WHOLE_SIZES["src_vocab_size"], WHOLE_SIZES["tgt_vocab_size"]
    tokens = [
        ["<pad>", "<start>", "<end>", *map(chr, range(97, 94 + size))]
        for size in sizes
    ]
    described = {
        "source": source or {"tokens": tokens[0], "between": ""},
        "target": target or {"tokens": tokens[1], "between": " "},
    }
    return saved[1](tokenizer=json.dumps(described))


def test_a_translator_searches_as_the_model_does(saved):
    translator = load_translator(translator_file(saved))
    ids = translator.source.encode("abca")
    (row,) = search_all(translator.model, [ids], num_beams=3)
    assert translator("abca", num_beams=3) == translator.target.decode(row)
    assert translator.about["sizes"] == json.dumps(WHOLE_SIZES)
    with pytest.raises(ValueError, match="token 0 of the text is 'é'"):
        translator("é")


@pytest.mark.parametrize(
    ("side", "described", "says"),
    [
        ("source", {"nonsense": 1}, "nonsense"),
        ("target", {"tokens": ["<pad>"], "between": ""}, "Vocabulary"),
        ("source", ABC.description, "tokens, the model others"),
    ],
)
def test_tokenizers_that_do_not_fit_are_named(saved, side, described, says):
    path = translator_file(saved, **{side: described})
    with pytest.raises(ValueError, match=f"carries no tokenizers.*{says}"):
        load_translator(path)
    load_weights(path)


def test_a_file_without_tokenizers_is_no_translator(saved):
    with pytest.raises(ValueError, match="no tokenizers that fit"):
        load_translator(saved[0])
