"""What a recipe is: data as token ids, and the settings in its recipe.toml.

A recipe is a folder. The book's own lie here, with a module data.py; those that
`python -m recipes new` makes lie where you are, with texts in train.tsv, valid.tsv and test.tsv.
"""

import hashlib
import importlib
import json
import tomllib
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from recipes.pairs import Batches, Pairs
from recipes.texts import TextData

FOLDER = Path(__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/recipe.toml"))
PARTS = ("train", "valid", "test")


class BadSetting(ValueError):
    """An unknown setting, or one with an impossible value."""

    status = 2  # of the command line


@dataclass(frozen=True)
class Training:
    """The table [training] of a recipe.toml."""

    steps: int
    warmup: int  # steps in which the learning rate rises
    highest_rate: float
    max_tokens: int  # positions of a batch, padding included
    smoothing: float
    weight_decay: float
    seed: int
    bfloat16: bool | str  # products in 16 bits; "auto": where they are faster
    checkpoint_every: int  # steps
    patience: int = 0  # checkpoints without a better one; 0: never stops
    average: int = 1  # the last checkpoints whose mean is tried as the result
    decay_biases: bool = False  # weight_decay for biases and gains too

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            check_type(field.name, value, field.type)
            least = 1 if field.name in AT_LEAST_ONE else 0
            if not isinstance(value, str) and not value >= least:
                raise BadSetting(
                    f"{field.name} is {value}. Remedy: at least {least}"
                )
        if self.warmup >= self.steps:
            raise BadSetting(
                f"warmup is {self.warmup}, of {self.steps} steps. Remedy: fewer than steps"
            )
        if self.smoothing > 1:
            raise BadSetting(f"smoothing is {self.smoothing}. Remedy: 0 to 1")
        if self.bfloat16 not in (True, False, "auto"):
            raise BadSetting(
                f'bfloat16 is {self.bfloat16!r}. Remedy: true, false or "auto"'
            )


AT_LEAST_ONE = "steps", "warmup", "max_tokens", "checkpoint_every", "average"
CALLED = {int: "a whole number", float: "a number", bool: "true or false"}


def check_type(name: str, value, kind: type) -> None:
    """Raise BadSetting unless a setting's value is of its kind; a whole number is a number too."""
    allowed = int | float if kind is float else kind
    wrong_bool = isinstance(value, bool) and kind in (int, float)
    if wrong_bool or not isinstance(value, allowed):
        wanted = CALLED.get(kind, "a text or true or false")
        raise BadSetting(f"{name} is {value!r}. Remedy: {wanted}")


@dataclass(frozen=True)
class Recipe:
    """A model's data and settings."""

    name: str
    folder: Path
    settings: dict  # the tables of recipe.toml, with what was changed
    training: Training
    data: object  # the recipe's module data.py, or its texts

    @property
    def sizes(self) -> dict:
        """The arguments of the model's class."""
        return {**self.data.sizes, **self.settings["model"]}

    @property
    def longest(self) -> int:
        """The longest sequence that the model and a batch can hold."""
        return min(self.sizes["max_len"], self.training.max_tokens)

    def model(self):
        """Return the model, with random weights; raises BadSetting for sizes that it refuses."""
        try:
            return self.data.kind(**self.sizes)
        except (TypeError, ValueError, ArithmeticError, RuntimeError) as error:
            raise BadSetting(
                f"{self.folder / 'recipe.toml'} or --set: no model has these sizes ({error}). "
                "Remedy: correct [model]"
            ) from error

    @cached_property
    def parts(self) -> dict[str, Batches]:
        """The batches of each part; a language model's data make their own, without pairs."""
        its, most = self.data, self.training.max_tokens
        if not hasattr(its, "pairs"):
            return {part: its.batches(part, most) for part in PARTS}
        return {
            part: Batches(Pairs.of(its.pairs(part)), most, self.longest)
            for part in PARTS
        }

    @cached_property
    def belongs(self) -> dict[str, str]:
        """The hashes of what a run belongs to: another's checkpoint or weights do not fit."""
        text = json.dumps(self.data.tokenizers, sort_keys=True)
        digest = hashlib.sha256()
        for part in PARTS:
            for array in self.parts[part].arrays():
                for first in range(0, len(array), 2**20):
                    some = array[first : first + 2**20]
                    digest.update(some.astype(np.int64).tobytes())
        return {
            "tokenizers": hashlib.sha256(text.encode()).hexdigest()[:16],
            "data": digest.hexdigest()[:16],
        }

    def check(self, what: str, belongs: dict, remedy: str) -> None:
        """Raise ValueError if a file is from a run with other tokenizers or other data."""
        for name, own in self.belongs.items():
            if belongs.get(name) != own:
                raise ValueError(
                    f"{what} is from a run with other {name} than those of {self.name} (their "
                    f"hash is {belongs.get(name)}, here {own}). Remedy: {remedy}"
                )


def folder_of(name: str) -> Path:
    """Return the folder of a recipe: one of the book's, or a path.

    Raises ValueError for an unknown name.
    """
    if name in NAMES:
        return FOLDER / name
    if (Path(name) / "recipe.toml").is_file():
        return Path(name)
    raise ValueError(
        f"there is no recipe {name!r}: it is neither a folder with a recipe.toml nor one of the "
        f"book's, {', '.join(NAMES)}. Remedy: python -m recipes new {name} --pairs FILE"
    )


def load_recipe(name: str, **changes) -> Recipe:
    """Return a recipe; changes replace settings of its recipe.toml.

    Raises ValueError for an unknown name, BadSetting for an unknown setting or a wrong value.
    """
    folder = folder_of(name)
    file = folder / "recipe.toml"
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{file} cannot be read: {error}") from error
    kinds = {each.name: each.type for each in fields(Training)}
    for key, value in changes.items():
        table = next((t for t in settings.values() if key in t), None)
        if table is None and key in kinds:
            table = settings["training"]
        if table is None:
            raise BadSetting(
                f"{file} has no setting {key!r}. Remedy: one of those in it, or "
                f"{', '.join(kinds)}"
            )
        if key not in kinds:
            check_type(key, value, type(table[key]))
        table[key] = value
    try:
        training = Training(**settings["training"])
    except (KeyError, TypeError) as error:
        raise BadSetting(
            f"{file} lacks a setting of [training] or has one too many: {error}"
        ) from error
    if folder.parent == FOLDER:
        kind = importlib.import_module(f"recipes.{name}.data").Data
    else:
        kind = partial(TextData, folder)
    data = kind(**settings.get("data", {}))
    return Recipe(folder.resolve().name, folder, settings, training, data)
