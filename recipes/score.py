"""Let the model of a recipe generate a held-out part by itself, and score what it says.

Nothing of the right answer is shown to the model: it reads its own tokens only.
"""

import time
from pathlib import Path

from recipes.recipe import FOLDER, Recipe
from transformer_lib.weight_files import load_weights, search_all

PARTS = {
    "valid": "the validation set, on which settings were chosen",
    "test": "the test set, which decided nothing",
}


def weights_of(recipe: Recipe) -> Path:
    """Return the weight file of a recipe: its last run here, or the one in its folder.

    Raises ValueError where there is none.
    """
    own = recipe.folder / "weights.safetensors"
    found = Path("runs") / recipe.name / "weights.safetensors"
    for path in (own, found) if recipe.folder.parent == FOLDER else (found,):
        if path.is_file():
            return path
    raise ValueError(
        f"there are no weights of {recipe.name} at {found}. Remedy: python -m recipes train "
        f"{recipe.name}, or --weights"
    )


def load_trained(recipe: Recipe, path: Path):
    """Return the model of a weight file and what the file says.

    Raises ValueError if it is from other data or other tokenizers than the recipe's.
    """
    model, about = load_weights(path, recipe.kind)
    belongs = {
        name: about.get(f"hash of {name}") for name in ("tokenizers", "data")
    }
    recipe.check(
        str(path), belongs, "--weights with a file of this recipe, or train it"
    )
    return model, about


def score(model, data, part, num_beams, alpha):
    """Let the model generate a part; return what that is worth, in words."""
    if not hasattr(
        data, "sources"
    ):  # a language model's: how likely does it find the part?
        return data.score(model, part)
    started = time.monotonic()
    sources = data.sources(part)
    longest = model.config["max_len"]
    fitting = [source for source in sources if len(source) <= longest]
    found = iter(search_all(model, fitting, num_beams, alpha))
    # What does not fit is not left out of the score: it counts as translated by nothing.
    written = [next(found) if len(s) <= longest else [] for s in sources]
    seconds = time.monotonic() - started
    scores = data.score(written, part)
    if too_long := len(sources) - len(fitting):
        scores["too long to read"] = (
            f"{too_long:,} of {len(sources):,}, scored as empty"
        )
    return {**scores, "seconds of decoding": f"{seconds:.0f}"}


def table(rows):
    """Return a dict as a table of Markdown."""
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join(["| | |", "|---|---|", *lines])


def ways_of(recipe, beams, alpha):
    """Return the ways in which a card scores a model: what is said of each, and its beams."""
    if not hasattr(recipe.data, "sources"):
        return {"The whole part, beside what needs no network": None}
    return {f"Beam search, {beams} beams, alpha {alpha}": beams, "Greedy": 1}


def card(recipe, model, about, scores):
    """Return the model card, Markdown; ``scores`` is part -> {way: its scores}."""
    parameters = f"{sum(p.numel() for p in model.parameters()):,}"
    facts = {key: about[key] for key in sorted(about) if key != "tokenizer"}
    sections = "\n".join(
        f"## Score on {PARTS[part]} (`{part}`)\n\n"
        + "\n".join(f"{way}:\n\n{table(rows)}\n" for way, rows in its.items())
        for part, its in scores.items()
    )
    return f"""# Model card: {recipe.name}

`weights.safetensors` holds the weights of the book's own `{recipe.kind.__name__}`, in half
precision. README.md beside it names the data and their licence, and says what the
model is not fit for. `curve.csv` is the curve of its training.

{table({"parameters": parameters, **facts})}

{sections}
Written by `python -m recipes score {recipe.name} --card`.
"""
