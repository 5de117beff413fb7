"""The command line of the recipes: ``python -m recipes --help`` lists its commands."""

import json
import sys
import tomllib
from pathlib import Path

import click

EXAMPLES = """\b
From a file of pairs to a network that translates:
  python -m recipes new french --pairs pairs.tsv
  python -m recipes train french
  python -m recipes score french
  python -m recipes write french "Ouvrir le fichier"

A network of the book:
  python -m recipes train number_words --out runs/mine
"""
FAULTS = (ValueError, OSError, ArithmeticError, MemoryError)
FILE = click.Path(path_type=Path)


@click.group(epilog=EXAMPLES)
def recipes():
    """Train, score and use networks: the book's, and your own."""


def setting(option):
    """Add the option by which a setting of recipe.toml is changed."""
    return click.option(
        "--set",
        "changes",
        multiple=True,
        metavar="NAME=VALUE",
        help="A setting other than in recipe.toml, such as steps=300.",
    )(option)


def loaded(name, changes=()):
    """Return a recipe with changed settings."""
    from recipes.recipe import BadSetting, load_recipe

    values = {}
    for change in changes:
        try:
            values |= tomllib.loads(change)
        except tomllib.TOMLDecodeError as error:
            raise BadSetting(
                f"--set {change}: {error}. Remedy: NAME=VALUE, texts in quotation marks"
            ) from error
    return load_recipe(name, **values)


@recipes.command()
@click.argument("name")
@click.option(
    "--pairs",
    type=FILE,
    help="A file with one pair per line: source, tab, target.",
)
@click.option(
    "--texts",
    nargs=2,
    type=FILE,
    help="Two files: line n of the second belongs to line n of the first.",
)
@click.option(
    "--columns",
    metavar="N,N",
    help="Which columns of --pairs are source and target [1,2]; 2,1 swaps them.",
)
@click.option(
    "--tokens",
    type=click.Choice(["byte-pairs", "characters", "bytes"]),
    default="byte-pairs",
    show_default=True,
    help="What a token is.",
)
@click.option(
    "--vocabulary",
    type=int,
    help="Tokens of each tokenizer of byte pairs [by the size of the data].",
)
@click.option(
    "--encoding",
    help="Of the files, such as latin-1 [utf-8, or what the first bytes say].",
)
@click.option(
    "--max-characters",
    default=1000,
    show_default=True,
    help="A longer text is left out.",
)
@click.option(
    "--seed", default=1, show_default=True, help="Decides the split."
)
def new(name, pairs, texts, columns, **options):
    """Make the recipe NAME of your own pairs: look, clean, split, learn tokenizers."""
    from recipes.new import read_pairs, read_texts, write_recipe

    if (pairs is None) == (not texts):
        raise click.UsageError("say --pairs FILE or --texts SOURCE TARGET")
    encoding = options.pop("encoding")
    lines = (
        read_pairs(pairs, columns, encoding)
        if pairs
        else read_texts(*texts, encoding)
    )
    write_recipe(Path(name), lines, command=sys.argv[1:], **options)


@recipes.command()
@click.argument("name")
@click.option("--out", type=FILE, help="Folder of the run [runs/NAME].")
@click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda", "mps"]),
    default="auto",
    show_default=True,
)
@click.option(
    "--threads", default=1, show_default=True, help="Of each process."
)
@click.option(
    "--compile",
    "compiled",
    is_flag=True,
    help="Compile the model; needs a C++ compiler.",
)
@click.option(
    "--cut",
    "cut_up",
    is_flag=True,
    help="Each process holds a part of the parameters (FSDP2); with torchrun.",
)
@setting
def train(name, out, device, threads, changes, **options):
    """Train NAME; after a break the same command goes on."""
    import torch

    from recipes.processes import Group, parameters_here
    from recipes.train import Trainer

    torch.set_num_threads(threads)
    group = Group(device)
    try:
        recipe = loaded(name, changes)
        out = out or Path("runs") / recipe.name
        trainer = Trainer(recipe, out, group, **options)
        if group.rank == 0:
            weights = sum(p.numel() for p in trainer.model.parameters())
            count = len(recipe.parts["train"])
            what = "pairs" if hasattr(recipe.data, "pairs") else "windows"
            half = ", products in 16 bits" if trainer.forward.bfloat16 else ""
            held = parameters_here(trainer.model)
            here = f" ({held:,} in this process)" if held < weights else ""
            print(
                f"{recipe.name}: {count:,} {what}, {weights:,} parameters{here}, "
                f"{trainer.settings.steps:,} steps, {group.device.type}{half}"
            )
        trainer.run()
        if group.rank == 0:
            print(f"{out / 'weights.safetensors'} is written")
    finally:
        group.close()
    group.end_process()


@recipes.command()
@click.argument("name")
@click.option(
    "--weights",
    type=FILE,
    help="Another file than that of the last run.",
)
@click.option(
    "--part",
    type=click.Choice(["valid", "test"]),
    default="valid",
    show_default=True,
    help="test when all is decided.",
)
@click.option(
    "--beams", default=4, show_default=True, help="Of the search; 1 is greedy."
)
@click.option(
    "--alpha", default=0.6, show_default=True, help="Weight of the length."
)
@click.option(
    "--card", is_flag=True, help="Write the model card, with both parts."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@setting
def score(name, weights, part, beams, alpha, card, as_json, changes):
    """Score what the network of NAME generates by itself.

    Without --weights: your run in runs/NAME if there is one, else the book's weights.
    """
    import torch

    from recipes import score as scoring

    torch.set_num_threads(1)
    recipe = loaded(name, changes)
    path = weights or scoring.weights_of(recipe)
    model, about = scoring.load_trained(recipe, path)
    if card:
        target = path.with_name("MODEL_CARD.md")
        scoring.write_card(target, recipe, model, about, beams, alpha)
        print(f"{target} is written")
        return
    rows = scoring.score(model, recipe.data, part, beams, alpha)
    if as_json:
        scores = {
            key: {"value": each.value, "of": each.of, "what": each.what}
            for key, each in rows.items()
        }
        told = {"weights": str(path), "part": part, "scores": scores}
        print(json.dumps(told | {"beams": beams, "alpha": alpha}, indent=1))
        return
    print(f"{path} on the part {part}")
    width = max(map(len, rows))
    for key, value in rows.items():
        print(f"{key:{width}}  {value}")


@recipes.command()
@click.argument("name")
@click.argument("text", nargs=-1)
@click.option("--beams", default=4, show_default=True)
def write(name, text, beams):
    """Let the network of NAME answer TEXT; without a text, ask for texts.

    NAME is a recipe or a weight file, which is enough by itself.
    """
    import torch

    torch.set_num_threads(1)
    answer = answering(name, beams)
    for each in text:
        print(answer(each))
    while not text:  # ask
        try:
            asked = input("> " if sys.stdin.isatty() else "")
        except EOFError:
            return
        try:
            print(answer(asked))
        except ValueError as error:
            print(error)


def answering(name, beams):
    """Return the function that gives an answer to a text."""
    from recipes.new import tidy_text
    from recipes.score import load_trained, weights_of
    from transformer_lib.weight_files import load_translator

    path = Path(name)
    if not path.is_file():
        recipe = loaded(name)
        path = weights_of(recipe)
        print(f"({path})", file=sys.stderr)
        if hasattr(recipe.data, "go_on"):  # a language model has no source
            model, _ = load_trained(recipe, path)
            return lambda text: recipe.data.go_on(model, text)
    translator = load_translator(path)
    return lambda text: translator(tidy_text(text), beams)


def main(arguments=None):
    """Run one command; return the exit status.

    0: done; 1: refused; 2: said wrongly, or a bad setting; 130: stopped by Ctrl-C.
    """
    try:
        recipes.main(arguments, "python -m recipes", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        print(
            "\nStopped. Training goes on from its last checkpoint: say train again."
        )
        return 130
    except FAULTS as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return getattr(error, "status", 1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
