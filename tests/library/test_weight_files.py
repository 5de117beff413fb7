"""What is special here: files of weights are not trusted.

The files are written by safetensors itself, since the book writes its own in a later chapter.
"""

import hashlib
import json
import pickle
import random
from copy import deepcopy
from functools import partial
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save
from samples import WHOLE_SIZES, damaged_files

from transformer_lib import Transformer
from transformer_lib.weight_files import (
    Subwords,
    Words,
    _pieces,
    load_translator,
    load_weights,
    make_tokenizer,
    search_all,
)


@pytest.fixture
def saved(tmp_path):
    """A function that writes a good file, or one that is changed."""
    path = tmp_path / "w.safetensors"

    def write(change=None, **changed):
        """With the right checksum, unless another is given; None leaves out."""
        torch.manual_seed(0)
        weights = Transformer(**WHOLE_SIZES).half().named_parameters()
        tensors = {name: weight.detach() for name, weight in weights}
        if change:
            change(tensors)
        digest = hashlib.sha256()
        for name, tensor in sorted(tensors.items()):
            digest.update(name.encode() + tensor.numpy().tobytes())
        about = {"sizes": json.dumps(WHOLE_SIZES)}
        about |= {"checksum": digest.hexdigest(), **changed}
        about = {name: text for name, text in about.items() if text}
        path.write_bytes(save(tensors, metadata=about))
        return path

    return write


def test_no_weights(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_weights(tmp_path / "w.safetensors")
    with pytest.raises((OSError, ValueError)):
        load_weights(tmp_path)


def test_damaged_weights_are_named(saved):
    path = saved()
    for what, data in damaged_files(path.read_bytes()):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"w\.safetensors is damaged"):
            load_weights(path)
            pytest.fail(what)


def test_any_turned_bit_is_noticed(saved):
    path, rng = saved(), random.Random(0)
    whole = path.read_bytes()
    right, _ = load_weights(path)
    length = int.from_bytes(whole[:8], "little") + 8  # of the header
    in_header = rng.sample(range(length), 60)
    for place in [*in_header, *rng.sample(range(length, len(whole)), 60)]:
        turned = bytearray(whole)
        turned[place] ^= 1 << rng.randrange(8)
        path.write_bytes(turned)
        try:
            back, _ = load_weights(path)
        except ValueError:
            continue
        # What the header says of padding, say: then nothing is lost.
        assert place < length
        for a, b in zip(back.parameters(), right.parameters(), strict=True):
            assert torch.equal(a, b)


def _rename(tensors):
    tensors["encoder.norm.w"] = tensors.pop("encoder.norm.weight")


def _one_number(tensors):  # which would be spread over the whole row
    tensors["encoder.norm.weight"] = torch.ones(1, dtype=torch.float16)


def _not_finite(tensors):
    tensors["decoder.norm.bias"][5] = float("nan")


def _cast(dtype, tensors):
    name = "encoder.norm.weight"
    tensors[name] = tensors[name].to(dtype)


@pytest.mark.parametrize(
    "change, says",
    [
        (_rename, r"names: \['encoder.norm.w', 'encoder.norm.weight'\]"),
        (lambda t: t.pop("encoder.norm.bias"), "names"),
        (lambda t: t.update(more=torch.ones(2)), r"names: \['more'\]"),
        (_one_number, r"encoder.norm.weight is \(1,\), not \(12,\)"),
        (_not_finite, "decoder.norm.bias holds numbers that are not finite"),
        (partial(_cast, torch.bool), r"is torch.bool, not torch.float32"),
        (partial(_cast, torch.int8), r"is torch.int8, not torch.float32"),
        (partial(_cast, torch.complex64), "is torch.complex64, not torch.fl"),
    ],
)
def test_wrong_weights_are_named(saved, change, says):
    with pytest.raises(ValueError, match=says):
        load_weights(saved(change))


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"checksum": None}, "the checksum is missing"),
        ({"checksum": "0" * 64}, "does not fit the numbers"),
        ({"tokenizer": "["}, "damaged or no weight file"),
        ({"sizes": None}, "sizes"),
        ({"sizes": None, "checksum": None}, "sizes"),  # nothing at all
        ({"sizes": "{"}, "damaged or no weight file"),
        ({"sizes": "[7, 11]"}, "damaged or no weight file"),
        ({"sizes": "3"}, "damaged or no weight file"),
    ],
)
def test_wrong_words_are_named(saved, about, says):
    with pytest.raises(ValueError, match=says):
        load_weights(saved(**about))


BUILT = []


class Watched(Transformer):
    """Says where it was built, to see that no memory is taken on trust."""

    def __init__(self, **sizes):
        BUILT.append(torch.get_default_device().type)
        super().__init__(**sizes)


LARGE = 10**9


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"d_model": 9}, "damaged or no weight file"),
        ({"d_model": -12}, "damaged or no weight file"),
        ({"num_heads": 0}, "damaged or no weight file"),
        ({"num_layers": 3}, "names"),
        ({"d_model": "twelve"}, "damaged or no weight file"),
        ({"unknown": 1}, "unknown"),
        ({"num_layers": LARGE}, "num_layers is 1,000,000,000: .* bear out"),
        ({"num_layers": 2.0}, "float"),
        ({"d_ff": LARGE}, "d_ff is 1,000,000,000: .* bear out 6,"),
        ({"d_ff": 600}, r"is \(12, 20\), not \(12, 600\)"),
        ({"max_len": LARGE}, "max_len is .* bear out 349,525"),
        ({"max_len": 1e12}, "max_len is .* bear out 349,525"),
        ({"pad_id": 7}, "pad_id is 7, of 7"),
        ({"pad_id": -1}, "pad_id is -1, of 7"),
    ],
)
def test_sizes_are_believed_as_far_as_the_tensors_bear_them_out(
    saved, change, says
):
    path = saved(sizes=json.dumps(WHOLE_SIZES | change))
    BUILT.clear()
    with pytest.raises(ValueError, match=says):
        load_weights(path, Watched)
    assert "cpu" not in BUILT
    if LARGE in change.values():
        assert not BUILT


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


@pytest.mark.parametrize("text", ["abc", "a  b", "c a b c", "a "])
def test_texts_come_back(text):
    with_bytes = Subwords(**ABC.description | {"with_bytes": True})
    for tokenizer in ABC, with_bytes:
        ids = tokenizer.encode(text)
        assert tokenizer.decode([1, *ids, 2, 0]) == text


def simple_pieces(word, rank_of):
    """One merge at a time, found by looking at all pairs."""
    pieces = list(word)
    while ranks := [rank_of.get(p, 99) for p in pairwise(pieces)]:
        if min(ranks) == 99:
            break
        i = ranks.index(min(ranks))
        pieces[i : i + 2] = ["".join(pieces[i : i + 2])]
    return pieces


@given(st.text("abc", max_size=30), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_merges_are_those_of_a_simple_loop(word, rng):
    parts = [*"abc"]
    for _ in range(12):
        parts.append(rng.choice(parts) + rng.choice(parts))
    pairs = list({(rng.choice(parts), rng.choice(parts)) for _ in range(20)})
    rank_of = {pair: rank for rank, pair in enumerate(pairs)}
    assert _pieces(word, rank_of) == simple_pieces(word, rank_of)


class Counted(dict):
    asked = 0

    def __contains__(self, key):
        Counted.asked += 1
        return super().__contains__(key)

    def get(self, key, default=None):
        Counted.asked += 1
        return super().get(key, default)


@pytest.mark.parametrize("word", ["a" * 4096, "ab" * 2048])
def test_a_long_word_does_not_take_the_square_of_its_length(word):
    parts = [("a", "b"), *((2**k * "a", 2**k * "a") for k in range(10))]
    Counted.asked = 0
    _pieces(word, Counted({pair: rank for rank, pair in enumerate(parts)}))
    assert Counted.asked < 5 * len(word)


def test_a_tokenizer_is_what_describes_it():
    for tokenizer in ABC, Words(["<pad>", "<start>", "<end>", "a"], ""):
        told = json.loads(json.dumps(tokenizer.description))
        pickled = pickle.loads(pickle.dumps(tokenizer))
        for again in make_tokenizer(told), pickled, deepcopy(tokenizer):
            assert type(again) is type(tokenizer)
            assert again.encode("aa") == tokenizer.encode("aa")
            assert again.description == tokenizer.description
    with pytest.raises(TypeError):
        make_tokenizer({"letters": "abc"})


def test_ids_that_do_not_exist_are_refused():
    words = Words(["<pad>", "<start>", "<end>", "a"], " ")
    for tokenizer in ABC, words:
        assert tokenizer.decode([]) == ""
        for outside in (-1, len(tokenizer)):
            with pytest.raises(IndexError):
                tokenizer.decode([3, outside])


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
    for text in ("one <end> two", "two <pad>", "<start> one"):
        with pytest.raises(ValueError, match=r"'<(end|pad|start)>'"):
            words.encode(text)
    with pytest.raises(ValueError, match="not those of a Vocabulary"):
        Words(["<pad>", "<start>", "<end>", "b", "a"], "")


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
    return saved(tokenizer=json.dumps(described))


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
        (None, None, "tokenizer"),
    ],
)
def test_tokenizers_that_do_not_fit_are_named(saved, side, described, says):
    path = translator_file(saved, **{side: described}) if side else saved()
    with pytest.raises(ValueError, match=f"carries no tokenizers.*{says}"):
        load_translator(path)
    load_weights(path)
