"""Scoring a recipe's model: what is written, in which order, and what it is worth."""

import pytest
import torch

from recipes.__main__ import main
from recipes.recipe import FOLDER, load_recipe
from recipes.spelling_to_sound.data import Data, part_of
from recipes.texts import similarity
from transformer_lib import Transformer, load_weights, pad_rows, search_all

torch.set_num_threads(1)


def small_model():
    torch.manual_seed(3)
    sizes = {"d_model": 12, "num_heads": 3, "num_layers": 2, "d_ff": 20}
    model = Transformer(9, 7, dropout=0.1, max_len=11, **sizes)
    with torch.no_grad():
        model.projection.bias[model.pad_id] = -1e9  # as if it were trained
    return model


@pytest.fixture(scope="module")
def sounds():
    """The data of spelling to sound."""
    return Data()


def test_what_is_written_stands_in_the_order_of_the_sources():
    model = small_model()
    generator = torch.Generator().manual_seed(4)
    sources = [
        torch.randint(3, 9, (length,), generator=generator).tolist()
        for length in (5, 1, 7, 3, 2, 7, 4)
    ]
    together = search_all(model, sources, num_beams=3, batch_size=3)
    alone = [search_all(model, [each], num_beams=3)[0] for each in sources]
    assert together == alone
    assert len({tuple(row) for row in alone}) > 1


def test_one_beam_is_greedy():
    model, source = small_model(), [3, 5, 8]
    greedy = model.generate(
        pad_rows([source], 0), start_id=1, end_id=2, max_new_tokens=10
    )[0]
    assert search_all(model, [source], num_beams=1)[0] == greedy.tolist()


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


def test_the_parts_of_the_dictionary_have_their_shares(sounds):
    words = sounds.words
    shares = {part: 0 for part in ("train", "valid", "test")}
    for word in words:
        shares[part_of(word)] += 1 / len(words)
    assert shares["test"] == pytest.approx(0.05, abs=0.002)
    assert shares["valid"] == pytest.approx(0.02, abs=0.002)


def test_similarity_by_hand():
    others = ["Die Zeile löschen", "Spalte einfügen"]
    texts = ["Zeile löschen!", "Spalte", "Zeile einfügen", "Hilfe"]
    assert similarity(texts, others) == pytest.approx([2 / 3, 1 / 2, 1 / 3, 0])


def test_an_unknown_character_and_an_empty_text_are_named():
    german = load_recipe("german_to_english").data.german
    assert german.decode(german.encode("Zeile löschen")) == "Zeile löschen"
    with pytest.raises(ValueError, match="character 6 of the text is '漢'"):
        german.encode("Zeile 漢")
    for empty in ("", "  "):
        with pytest.raises(ValueError, match="empty"):
            german.encode(empty)


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
