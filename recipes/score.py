"""Let the model of a recipe write the held-out part by itself, and score what it wrote.

    python -m recipes.score spelling_to_sound
    python -m recipes.score spelling_to_sound --weights runs/spelling_to_sound/weights.safetensors

Nothing of the right answer is shown to the model: it writes each token after its own tokens.
"""

import argparse
import time
from pathlib import Path

import torch

from recipes.recipe import FOLDER, NAMES, load_recipe
from transformer_lib.decoding import beam_search
from transformer_lib.real_data import load_weights
from transformer_lib.training import Vocabulary, pad_rows


def write(model, sources, num_beams=4, alpha=0.6, batch_size=64):
    """Return the row of token ids that the model writes for each source."""
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    written = [None] * len(sources)
    longest = len(model.positions.table)  # what the model has positions for
    for first in range(0, len(order), batch_size):
        some = order[first : first + batch_size]
        src = pad_rows([sources[i] for i in some], model.pad_id)
        tokens, _ = beam_search(
            model,
            src,
            start_id=Vocabulary.start_id,
            end_id=Vocabulary.end_id,
            max_new_tokens=longest - 1,
            num_beams=num_beams,
            alpha=alpha,
        )
        for i, row in zip(some, tokens[:, 0].tolist(), strict=True):
            written[i] = [token for token in row if token != model.pad_id]
    return written


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=NAMES)
    parser.add_argument(
        "--weights", type=Path, help="instead of those in the recipe's folder"
    )
    parser.add_argument("--part", default="test", choices=["valid", "test"])
    parser.add_argument(
        "--beams", type=int, default=4, help="of the search (4); 1 is greedy"
    )
    parser.add_argument(
        "--alpha", type=float, default=0.6, help="weight of the length (0.6)"
    )
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    path = chosen.weights or FOLDER / chosen.name / "weights.safetensors"
    model, about = load_weights(path)
    data = load_recipe(chosen.name).data
    started = time.monotonic()
    written = write(
        model, data.sources(chosen.part), chosen.beams, chosen.alpha
    )
    scores = {
        "parameters": f"{sum(p.numel() for p in model.parameters()):,}",
        "steps": about.get("steps", "?"),
        **data.score(written, chosen.part),
        "seconds of writing": f"{time.monotonic() - started:.0f}",
    }
    width = max(map(len, scores))
    print(
        "\n".join(f"{name:{width}}  {value}" for name, value in scores.items())
    )


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError) as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error
