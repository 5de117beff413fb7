"""Let the model of a recipe write the held-out part by itself, and score what it wrote.

    python -m recipes.score spelling_to_sound               # the validation set
    python -m recipes.score spelling_to_sound --part test   # the test set: when all is decided
    python -m recipes.score spelling_to_sound --weights runs/spelling_to_sound/weights.safetensors
    python -m recipes.score spelling_to_sound --card    # writes its MODEL_CARD.md

Nothing of the right answer is shown to the model: it writes each token after its own tokens.
"""

import argparse
import time
from pathlib import Path

import torch

from recipes.recipe import FOLDER, NAMES, load_recipe
from transformer_lib.decoding import beam_search
from transformer_lib.language_model import LanguageModel
from transformer_lib.training import Vocabulary, write_all
from transformer_lib.weight_files import load_weights


def write(model, sources, num_beams=4, alpha=0.6, batch_size=64):
    """Return the row of token ids that the model writes for each source."""

    def best(src, **options):
        tokens, _ = beam_search(
            model, src, num_beams=num_beams, alpha=alpha, **options
        )
        return tokens[:, 0]

    return write_all(
        model,
        sources,
        best,
        batch_size=batch_size,
        start_id=Vocabulary.start_id,
        end_id=Vocabulary.end_id,
        max_new_tokens=model.config["max_len"] - 1,
    )


def score(model, data, part, num_beams, alpha):
    """Let the model write a part; return what that is worth, in words.

    A language model writes nothing here: it is asked how likely it finds the part.
    """
    started = time.monotonic()
    if isinstance(model, LanguageModel):
        return data.score(model, part)
    written = write(model, data.sources(part), num_beams, alpha)
    seconds = time.monotonic() - started
    return {
        **data.score(written, part),
        "seconds of writing": f"{seconds:.0f}",
    }


def table(rows):
    """Return a dict as a table of Markdown."""
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join(["| | |", "|---|---|", *lines])


PARTS = {
    "valid": "the validation set, on which settings were chosen",
    "test": "the test set, which decided nothing",
}


def card(chosen, model, about, scores):
    """Return the model card, Markdown; ``scores`` is part -> {what: its scores}."""
    parameters = f"{sum(p.numel() for p in model.parameters()):,}"
    sections = "\n".join(
        f"## Score on {PARTS[part]} (`{part}`)\n\n"
        + "\n".join(
            f"{what}:\n\n{table(rows)}\n" for what, rows in its.items()
        )
        for part, its in scores.items()
    )
    return f"""# Model card: {chosen.name}

`weights.safetensors` holds the weights of the book's own `{type(model).__name__}`, in half
precision. README.md beside it names the data and their licence, and says what the
model is not fit for. `curve.csv` is the curve of its training.

{table({"parameters": parameters, **dict(sorted(about.items()))})}

{sections}
Written by `python -m recipes.score {chosen.name} --card`.
"""


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=NAMES)
    parser.add_argument(
        "--weights", type=Path, help="instead of those in the recipe's folder"
    )
    parser.add_argument("--part", default="valid", choices=list(PARTS))
    parser.add_argument(
        "--beams", type=int, default=4, help="of the search (4); 1 is greedy"
    )
    parser.add_argument(
        "--alpha", type=float, default=0.6, help="weight of the length (0.6)"
    )
    parser.add_argument(
        "--card",
        action="store_true",
        help="write the model card, with the scores of both parts",
    )
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    path = chosen.weights or FOLDER / chosen.name / "weights.safetensors"
    recipe = load_recipe(chosen.name)
    model, about = load_weights(path, recipe.kind)
    data = recipe.data
    if chosen.card:
        ways = {
            f"Beam search, {chosen.beams} beams, alpha {chosen.alpha}": chosen.beams,
            "Greedy": 1,
        }
        if recipe.kind is LanguageModel:
            ways = {"The whole part, beside what needs no network": None}
        scores = {
            part: {
                what: score(model, data, part, beams, chosen.alpha)
                for what, beams in ways.items()
            }
            for part in PARTS
        }
        target = FOLDER / chosen.name / "MODEL_CARD.md"
        target.write_text(card(chosen, model, about, scores))
        print(f"{target} is written")
    else:
        scores = score(model, data, chosen.part, chosen.beams, chosen.alpha)
        width = max(map(len, scores))
        for name, value in scores.items():
            print(f"{name:{width}}  {value}")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError) as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error
