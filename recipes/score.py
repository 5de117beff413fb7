"""Let the model of a recipe generate a held-out part by itself, and score what it says.

Nothing of the right answer is shown to the model: it reads its own tokens only.
"""

import time
from pathlib import Path

from recipes.recipe import Recipe
from recipes.texts import Score
from transformer_lib.checkpoints import write_whole
from transformer_lib.weight_files import load_weights, search_all

CARD_END = "Written by `python -m recipes score"
PARTS = {
    "valid": "the validation set, on which settings were chosen",
    "test": "the test set, which decided nothing",
}


def weights_of(recipe: Recipe) -> Path:
    """Return the weight file of a recipe: of your run in ./runs, else the one in its folder.

    Raises ValueError where there is none.
    """
    own = Path("runs") / recipe.name / "weights.safetensors"
    shipped = recipe.folder / "weights.safetensors"
    for path in own, shipped:
        if path.is_file():
            return path
    raise ValueError(
        f"there are no weights of {recipe.name} at {own}. Remedy: python -m recipes train "
        f"{recipe.name}, or --weights"
    )


def load_trained(recipe: Recipe, path: Path):
    """Return the model of a weight file and what the file says.

    Raises ValueError if it is from other data or other tokenizers than the recipe's.
    """
    model, about = load_weights(path, recipe.data.kind)
    belongs = {
        name: about.get(f"hash of {name}") for name in ("tokenizers", "data")
    }
    recipe.check(
        str(path), belongs, "--weights with a file of this recipe, or train it"
    )
    return model, about


def score(model, data, part, num_beams, alpha):
    """Let the model generate a part; return what that is worth: name -> Score."""
    if not hasattr(data, "sources"):
        return data.score(model, part)  # how likely a language model finds it
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
        scores["too long to read"] = Score(
            too_long, ",", len(sources), "scored as empty"
        )
    return {**scores, "seconds of decoding": Score(seconds, ".0f")}


def table(rows):
    """Return a dict as a table of Markdown."""
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join(["| | |", "|---|---|", *lines])


def ways_of(recipe, beams, alpha):
    """Return the ways in which a card scores a model, each with its number of beams."""
    if not hasattr(recipe.data, "sources"):
        return {"The whole part, beside what needs no network": None}
    return {f"Beam search, {beams} beams, alpha {alpha}": beams, "Greedy": 1}


def write_card(path, recipe, model, about, beams, alpha):
    """Score both parts in each way; write the model card.

    Raises ValueError if there is a file that this did not write.
    """
    if path.exists() and CARD_END not in path.read_text("utf-8", "replace"):
        raise ValueError(
            f"{path} exists and was not written by this command. Remedy: rename it"
        )
    sections = []
    for part, what in PARTS.items():
        sections.append(f"## Score on {what} (`{part}`)\n")
        for way, number in ways_of(recipe, beams, alpha).items():
            rows = score(model, recipe.data, part, number, alpha)
            sections.append(f"{way}:\n\n{table(rows)}\n")
    parameters = f"{sum(p.numel() for p in model.parameters()):,}"
    facts = {key: about[key] for key in sorted(about) if key != "tokenizer"}
    text = f"""# Model card: {recipe.name}

`weights.safetensors` holds the weights of the book's own `{recipe.data.kind.__name__}`, in half
precision. README.md beside it names the data and their licence, and says what the
model is not fit for. `curve.csv` is the curve of its training.

{table({"parameters": parameters, **facts})}

{chr(10).join(sections)}
{CARD_END} {recipe.name} --card`.
"""
    write_whole(path, text.encode())
