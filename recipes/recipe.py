"""What a recipe is: data as token ids, and the settings in its recipe.toml."""

import importlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from transformer_lib.transformer import Transformer

FOLDER = Path(__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/recipe.toml"))


@dataclass(frozen=True)
class Training:
    """The table [training] of a recipe.toml."""

    steps: int
    warmup: int
    highest_rate: float
    max_tokens: int  # places of a batch, padding included
    smoothing: float
    weight_decay: float
    seed: int
    bfloat16: bool  # matrix products in 16 bits, where the processor is faster with them
    checkpoint_every: int  # steps


@dataclass(frozen=True)
class Recipe:
    """A model's data and settings."""

    name: str
    settings: dict  # the tables of recipe.toml, with what was changed
    kind: type[
        nn.Module
    ]  # the class of the model: Transformer, or what its data say
    sizes: dict  # the arguments of that class
    training: Training
    data: object  # the recipe's module data.py

    @property
    def folder(self) -> Path:
        return FOLDER / self.name


def load_recipe(name: str, **changes) -> Recipe:
    """Return a recipe; changes replace settings of its recipe.toml.

    Raises ValueError for a name or a setting that there is not.
    """
    if name not in NAMES:
        raise ValueError(
            f"there is no recipe {name!r}; there are {', '.join(NAMES)}"
        )
    settings = tomllib.loads((FOLDER / name / "recipe.toml").read_text())
    for key, value in changes.items():
        table = next((t for t in settings.values() if key in t), None)
        if table is None:
            raise ValueError(f"{name}/recipe.toml has no setting {key!r}")
        table[key] = value
    module = importlib.import_module(f"recipes.{name}.data")
    data = module.Data(**settings.get("data", {}))
    kind = getattr(data, "kind", Transformer)
    if kind is Transformer:
        vocabularies = {
            "src_vocab_size": data.source_size,
            "tgt_vocab_size": data.target_size,
        }
    else:
        vocabularies = {"vocab_size": data.vocab_size}
    sizes = {**vocabularies, **settings["model"]}
    training = Training(**settings["training"])
    return Recipe(name, settings, kind, sizes, training, data)
