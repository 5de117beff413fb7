"""Scoring a recipe's model: what is written, in which order, and what it is worth."""

import pytest
import torch

from recipes.__main__ import main
from recipes.recipe import FOLDER, load_recipe
from recipes.spelling_to_sound.data import Data
from recipes.texts import similarity
from transformer_lib import load_weights, write_all

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def sounds():
    """The data of spelling to sound."""
    return Data()


def test_the_score_of_sounds_by_hand(sounds, monkeypatch):
    words = {
        "read": [["R", "EH", "D"], ["R", "IY", "D"]],
        "tie": [["T", "AY"]],
    }
    monkeypatch.setattr(sounds, "words", words)
    monkeypatch.setattr(sounds, "words_of", lambda part: list(words))
    rows = [
        [1, *sounds.sounds.encode(said), 2]
        for said in (["R", "IY", "D"], ["T", "IY", "Z"])
    ]
    # "read": right by its second pronunciation. "tie": one sound is wrong and
    # one too many.
    scores = sounds.score(rows, "test")
    assert {name: str(score) for name, score in scores.items()} == {
        "word error rate": "50.00% of 2 words",
        "phoneme error rate": "40.00% of 5 sounds",
    }


def test_similarity_by_hand():
    others = ["Die Zeile löschen", "Spalte einfügen"]
    texts = ["Zeile löschen!", "Spalte", "Zeile einfügen", "Hilfe"]
    assert similarity(texts, others) == pytest.approx([2 / 3, 1 / 2, 1 / 3, 0])


def test_the_committed_number_words_are_right(capsys):
    weights = FOLDER / "number_words" / "weights.safetensors"
    chosen = [f"--weights={weights}", "--beams=1"]
    assert main(["score", "number_words", *chosen]) == 0
    shown = capsys.readouterr().out
    assert (
        "of 200" in shown
    )  # the validation set, unless the test set is asked for
    share = float(shown.split("right to the last letter")[1].split("%")[0])
    assert share >= 99.0
    card = (FOLDER / "number_words" / "MODEL_CARD.md").read_text()
    _, about = load_weights(weights)
    assert about["commit"] in card and about["seconds"] in card
    assert "of 200" in card and "of 1,000" in card


def test_the_committed_number_words_know_the_rare_ones():
    """Every number below 100, and at least 99.5% of those that decided nothing."""
    data = load_recipe("number_words").data
    model, _ = load_weights(FOLDER / "number_words" / "weights.safetensors")
    asked = [*range(100), *data.parts["test"]]
    written = write_all(
        model,
        [data.english.encode(data.numbers[n][0]) for n in asked],
        start_id=data.german.start_id,
        end_id=data.german.end_id,
        max_new_tokens=model.config["max_len"] - 1,
    )
    said = ["".join(data.german.decode(row)) for row in written]
    right = [
        german == "".join(data.numbers[n][1])
        for german, n in zip(said, asked, strict=True)
    ]
    assert all(right[:100])
    assert sum(right[100:]) >= 0.995 * 1_000


@pytest.mark.parametrize("side", ["source", "target"])
def test_byte_pairs_are_applied_as_the_library_does(side):
    from tokenizers import Tokenizer, models, pre_tokenizers

    data = load_recipe("german_to_english").data
    ours = getattr(data, side)
    ids = {token: i for i, token in enumerate(ours.tokens)}
    merges = [tuple(m.split(" ")) for m in ours.description["merges"]]
    theirs = Tokenizer(models.BPE(ids, merges))
    theirs.pre_tokenizer = pre_tokenizers.Metaspace()
    for pair in data.texts("test")[:300]:
        text = pair[side == "target"]
        assert ours.encode(text) == theirs.encode(text).ids
