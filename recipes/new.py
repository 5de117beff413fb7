"""Make a recipe of your own pairs: look, clean, split without leaks, learn tokenizers.

However many pairs there are, memory holds about a hundred bytes of each: texts stay in files.
"""

import codecs
import hashlib
import os
import re
import shlex
import shutil
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np

from recipes.recipe import FOLDER, NAMES, PARTS
from recipes.texts import TextData
from recipes.tokens import learn_tokenizer, save_tokenizer

FEWEST = 30  # groups of pairs, below which there is nothing to split
SAME, FULL = "duplicate", "empty"
# Pairs below which these are the defaults: sizes, tokens of a tokenizer, training.
DEFAULTS = {
    3_000: (64, 4, 2, 256, 0.2, 600, 800, 2e-3),
    30_000: (128, 4, 3, 512, 0.2, 2_500, 1_000, 1.5e-3),
    300_000: (256, 8, 3, 1_024, 0.1, 8_000, 2_000, 1e-3),
    float("inf"): (512, 8, 6, 2_048, 0.1, 16_000, 4_000, 5e-4),
}


# Reading: (number of the line, source, target, what is wrong with it or "") --------------------


def tidy_text(text: str) -> str:
    """Return a text with composed characters and single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_lines(path: Path, encoding: str | None) -> Iterator[str | None]:
    """Yield the lines of a file; None for one that is not UTF-8, where no encoding is named.

    Raises ValueError for a file that is empty, binary or not in the encoding that is named, and
    for an unknown encoding.
    """
    with path.open("rb") as file:
        start = file.read(2**16)
    if not start:
        raise ValueError(f"{path} is empty")
    if encoding is None:
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        elif b"\0" in start:
            line = start.count(b"\n", 0, start.index(b"\0")) + 1
            raise ValueError(
                f"{path}, line {line}: a byte of 0, so it is a binary file and no text. Remedy: "
                "save or unpack it as text, UTF-8; or name its --encoding"
            )
    try:
        # What is not UTF-8 comes in as surrogates, which UTF-8 itself does not hold.
        how = {"errors": "surrogateescape"} if encoding is None else {}
        file = path.open(encoding=encoding or "utf-8-sig", newline="\n", **how)
    except LookupError as error:
        raise ValueError(f"there is no encoding {encoding!r}") from error
    with file:
        try:
            for line in file:
                whole = encoding or not re.search("[\udc80-\udcff]", line)
                yield line.rstrip("\r\n") if whole else None
        except UnicodeError as error:
            raise ValueError(
                f"{path} is not in the encoding {encoding} ({error})"
            ) from error


def read_pairs(path: Path, columns: str | None, encoding: str | None):
    """Yield the pairs of a file with columns.

    Raises ValueError where the first lines do not have the columns.
    """
    found = Counter(
        line.count("\t") + 1
        for line in islice(read_lines(path, encoding), 1000)
        if line and line.strip()
    )
    usual = found.most_common(1)[0][0] if found else 2
    if columns is None and usual != 2:
        remedy = (
            "put a tab between source and target, or give two files with --texts"
            if usual == 1
            else "say which are source and target, such as --columns 1,2"
        )
        raise ValueError(
            f"{path}: most lines have {usual} column{'s' * (usual > 1)}, not source, tab, target. "
            f"Remedy: {remedy}"
        )
    if not re.fullmatch(r"[1-9]\d*,[1-9]\d*", columns or "1,2"):
        raise ValueError(
            f"--columns {columns}: two numbers with a comma, such as 2,1"
        )
    chosen = [int(number) - 1 for number in (columns or "1,2").split(",")]
    if max(chosen) >= usual:
        raise ValueError(
            f"{path}: most lines have {usual} columns; --columns asks for column {max(chosen) + 1}"
        )
    for number, line in enumerate(read_lines(path, encoding), start=1):
        if line is None:
            yield number, "", "", "not UTF-8"
            continue
        cells = line.split("\t")
        if len(cells) != usual and line.strip():
            wrong = f"{len(cells)} column{'s' * (len(cells) > 1)}, not {usual}"
            yield number, line, "", wrong
        elif not line.strip():
            yield number, "", "", FULL
        else:
            yield number, cells[chosen[0]], cells[chosen[1]], ""


def read_texts(source: Path, target: Path, encoding: str | None):
    """Yield the pairs of two files.

    Raises ValueError where one has more lines than the other.
    """
    both = zip_longest(
        read_lines(source, encoding), read_lines(target, encoding), fillvalue=0
    )
    for number, (ours, theirs) in enumerate(both, start=1):
        if ours == 0 or theirs == 0:
            short, long = (source, target) if ours == 0 else (target, source)
            raise ValueError(
                f"{short} has {number - 1:,} lines and {long} has more: line n of one must belong "
                "to line n of the other"
            )
        wrong = "not UTF-8" if ours is None or theirs is None else ""
        yield number, ours or "", theirs or "", wrong


# Looking and cleaning ----------------------------------------------------------------------


def key_of(text: str) -> str:
    """Return what near-equal texts have in common: no capitals, punctuation, and numbers.

    Numbers count in a text of less than three other words: there they may be all that it says.
    """
    words = re.findall(r"\w+", text.casefold())
    others = [word for word in words if not word.isdigit()]
    return " ".join(others if len(others) >= 3 else words) or text


def hash_of(text: str) -> int:
    """Return a number of 64 bits that only the text decides."""
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Look:
    """What is found in the pairs, and what is left out of them."""

    def __init__(self, folder: Path, max_characters: int):
        self.folder, self.max_characters = folder, max_characters
        self.lines = 0
        self.left_out = defaultdict(list)  # reason: the first few lines
        self.counts = Counter()
        self.equal = 0  # pairs whose source is their target
        # Of the pairs that are kept: line, keys, lengths.
        self.numbers, self.pair_keys = array("q"), array("q")
        self.keys = array("q"), array("q")
        self.characters = array("l"), array("l")

    def leave_out(self, number, reason, source, target, file):
        """Note a line that is left out."""
        self.counts[reason] += 1
        if len(self.left_out[reason]) < 5:
            self.left_out[reason].append(number)
        shown = " | ".join(filter(None, (source[:60], target[:60])))
        file.write(f"{number}\t{reason}\t{shown}\n")

    def clean(self, pairs: Iterable) -> None:
        """Write the pairs that are kept to clean.tsv, the others to left_out.tsv."""
        with (
            (self.folder / "clean.tsv").open("w", encoding="utf-8") as kept,
            (self.folder / "left_out.tsv").open("w", encoding="utf-8") as out,
        ):
            out.write("line\treason\tbeginning\n")
            for number, source, target, wrong in pairs:
                self.lines += 1
                if not wrong:
                    if max(len(source), len(target)) > self.max_characters:
                        wrong = f"more than {self.max_characters:,} characters"
                        source, target = source[:60], target[:60]
                    source, target = tidy_text(source), tidy_text(target)
                if not wrong and not (source and target):
                    wrong = FULL
                if wrong:
                    self.leave_out(number, wrong, source, target, out)
                    continue
                kept.write(f"{source}\t{target}\n")
                self.numbers.append(number)
                self.pair_keys.append(hash_of(f"{source}\t{target}"))
                self.equal += source == target
                for side, text in enumerate((source, target)):
                    self.keys[side].append(hash_of(key_of(text)))
                    self.characters[side].append(len(text))

    def table(self, kept: np.ndarray) -> str:
        """Return what was found, as a table of Markdown."""
        rows = [("", "source", "target"), ("---", "---", "---")]
        lengths = [np.array(each) for each in self.characters]
        for name, values in {
            "characters per text, median": [
                int(np.median(x)) for x in lengths
            ],
            "longest text, characters": [x.max() for x in lengths],
            "different texts, capitals, punctuation and numbers aside": [
                len(np.unique(each)) for each in self.keys
            ],
        }.items():
            rows.append((name, *(f"{value:,}" for value in values)))
        found = ["| " + " | ".join(row) + " |" for row in rows]
        found += [
            "",
            f"{self.lines:,} lines, {int(kept.sum()):,} pairs are kept; in {self.equal:,} of those "
            "read source and target are equal.",
            "",
        ]
        for reason, count in self.counts.most_common():
            first = ", ".join(map(str, self.left_out[reason]))
            more = ", …" if count > len(self.left_out[reason]) else ""
            found.append(
                f"- left out, {reason}: {count:,} (line{'s' * (count > 1)} {first}{more})"
            )
        return "\n".join(found)


# Splitting ---------------------------------------------------------------------------------


def groups_of(*keys: np.ndarray) -> np.ndarray:
    """Return the number of each pair's group: pairs with an equal key, on any side, share one."""
    labels = np.arange(len(keys[0]))
    sides = [np.unique(each, return_inverse=True)[1] for each in keys]
    while True:
        before = labels
        for side in sides:
            least = np.full(side.max() + 1, len(labels))
            np.minimum.at(least, side, labels)
            labels = least[side]
        if (labels == before).all():
            return np.unique(labels, return_inverse=True)[1]


def split(groups: np.ndarray, seed: int) -> np.ndarray:
    """Return the part of each pair, 0, 1 or 2 as in PARTS; a group is in one part.

    A twentieth of the pairs, at most a thousand, is for test, and as many for validation. Large
    groups are for training.

    Raises ValueError if there are too few groups.
    """
    sizes = np.bincount(groups)
    if len(sizes) < FEWEST:
        raise ValueError(
            f"{len(groups):,} different pairs are left, in {len(sizes)} groups of near-equal ones: "
            f"too few for three parts, which takes {FEWEST} groups. Remedy: more data"
        )
    wanted = min(1_000, max(5, len(groups) // 20))
    order = np.random.default_rng(seed).permutation(len(sizes))
    small = sizes[order] <= max(1, wanted // 5)
    so_far = np.cumsum(np.where(small, sizes[order], 0))
    part = np.zeros(len(sizes), dtype=np.int8)
    part[order[small & (so_far <= 2 * wanted)]] = 1
    part[order[small & (so_far <= wanted)]] = 2
    return part[groups]


# Writing -----------------------------------------------------------------------------------


def write_recipe(
    target: Path,
    pairs: Iterable,
    command: list[str],
    tokens: str,
    vocabulary: int | None,
    max_characters: int,
    seed: int,
) -> None:
    """Write the folder of a recipe, whole or not at all; print what was found.

    Raises ValueError if no recipe can be made of the pairs, or if the folder exists.
    """
    if os.path.lexists(target) or target.name in NAMES:
        raise ValueError(
            f"{target} exists already, or is a recipe of the book in {FOLDER}. Remedy: another name"
        )
    folder = target.with_name(f"{target.name}.unfinished-{os.getpid()}")
    folder.mkdir(parents=True)  # an error if somebody has one of this name
    try:
        look = Look(folder, max_characters)
        look.clean(pairs)
        counts, notes = write_parts(look, seed)
        learn_tokenizers(folder, counts["train"], tokens, vocabulary)
        settings = settings_for(token_lengths(folder), seed)
        (folder / "recipe.toml").write_text(settings, encoding="utf-8")
        text = readme(target.name, command, look.report, counts, notes)
        (folder / "README.md").write_text(text, encoding="utf-8")
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder)
        raise
    print(look.report)
    print("\n" + "\n".join([parts_line(counts), *notes]))
    print(
        f"\n{target}/ is ready: look into its recipe.toml, then\n"
        f"  python -m recipes train {target}"
    )


def write_parts(look: Look, seed: int):
    """Write the parts; return their counts, and what is to say about the split."""
    if look.counts["not UTF-8"] > look.lines / 10:
        raise ValueError(
            f"{look.counts['not UTF-8']:,} of {look.lines:,} lines are not UTF-8, first line "
            f"{look.left_out['not UTF-8'][0]}. Remedy: name the --encoding, such as latin-1"
        )
    if not look.numbers:
        raise ValueError(
            f"none of the {look.lines:,} lines is a pair: "
            + ", ".join(f"{n:,} {why}" for why, n in look.counts.items())
        )
    first = np.unique(np.array(look.pair_keys), return_index=True)[1]
    kept = np.zeros(len(look.numbers), dtype=bool)
    kept[first] = True
    keys = [np.array(each)[kept] for each in look.keys]
    groups, notes = groups_of(*keys), []
    if np.bincount(groups).max() > max(FEWEST, len(groups) / 10):
        groups = groups_of(keys[0])
        notes.append(
            "Many sources share few targets: groups are made of near-equal sources alone."
        )
    part = np.full(len(kept), -1, dtype=np.int8)
    part[kept] = split(groups, seed)
    folder = look.folder
    files = [
        (folder / f"{name}.tsv").open("w", encoding="utf-8") for name in PARTS
    ]
    with (
        (folder / "clean.tsv").open(encoding="utf-8") as clean,
        (folder / "left_out.tsv").open("a", encoding="utf-8") as out,
    ):
        for its, number, line in zip(part, look.numbers, clean, strict=True):
            if its >= 0:
                files[its].write(line)
            else:
                source, _, target = line.rstrip("\n").partition("\t")
                look.leave_out(number, SAME, source, target, out)
    for file in files:
        file.close()
    (folder / "clean.tsv").unlink()
    look.report = look.table(kept)
    counts = {name: int((part == i).sum()) for i, name in enumerate(PARTS)}
    return counts, notes


def learn_tokenizers(folder, pairs, kind, vocabulary):
    """Learn both tokenizers from the training texts."""
    size = vocabulary or defaults_for(pairs)[5]
    if size < 300 and kind == "byte-pairs":
        raise ValueError(
            f"--vocabulary {size}: at least 300, for there is a token for each of 256 bytes"
        )
    for column, side in enumerate(("source", "target")):
        with (folder / "train.tsv").open(encoding="utf-8") as file:
            texts = (line.rstrip("\n").split("\t")[column] for line in file)
            tokenizer = learn_tokenizer(texts, kind, size)
        save_tokenizer(folder / f"{side}.json", tokenizer)


def token_lengths(folder: Path) -> np.ndarray:
    """Return how many tokens the longer side of each training pair has."""
    pairs = TextData(folder).pairs("train")
    lengths = (pairs.lengths(rows).max(axis=1) for rows in pairs.blocks())
    return np.concatenate([*lengths])


def defaults_for(pairs: int) -> tuple:
    return next(values for most, values in DEFAULTS.items() if pairs < most)


def settings_for(lengths: np.ndarray, seed: int) -> str:
    """Return a recipe.toml for pairs of such lengths; each setting in one line."""
    pairs = len(lengths)
    d_model, heads, layers, d_ff, dropout, _, max_tokens, rate = defaults_for(
        pairs
    )
    enough = int(np.quantile(lengths, 0.999, method="inverted_cdf"))
    max_len = min(max(64, -(-enough // 8) * 8), 512)
    max_tokens = max(max_tokens, 2 * max_len)
    epochs = 40 if pairs < 300_000 else 5
    steps = round(epochs * 1.2 * int(lengths.sum()) / max_tokens, -2)
    steps = int(min(max(steps, 1_000), 100_000))
    every = max(25, steps // 40)
    return f"""\
# Every setting has a default that fits data of this size; change what you like. A run belongs to
# its settings: after a change, train into another folder with --out.

[model]
d_model = {d_model} # numbers in the vector of a token
num_heads = {heads} # attention heads, each d_model / num_heads wide
num_layers = {layers} # layers of the encoder, and as many of the decoder
d_ff = {d_ff} # width inside the feed-forward blocks
dropout = {dropout} # fraction of numbers that are dropped while training, against overfitting
norm_first = true # norms before the sublayers: trains more easily
max_len = {max_len} # the longest text in tokens; longer pairs are left out, with a count
tie_weights = true # the last layer uses the table of the target's tokens

[training]
steps = {steps} # batches
warmup = {min(1_000, steps // 10)} # steps in which the learning rate rises; then it falls to 0
highest_rate = {rate} # of the learning rate; lower it if the loss jumps or is no number
max_tokens = {max_tokens} # positions of a batch, padding included; lower it if memory is short
smoothing = 0.1 # share of the target spread over all tokens: label smoothing
weight_decay = 0.01 # pulls weights towards 0
decay_biases = false # whether it pulls biases and the gains of norms too
seed = {seed} # of all random numbers
bfloat16 = "auto" # products in 16 bits: true, false, or where the device is faster with them
checkpoint_every = {every} # steps
patience = 10 # checkpoints without a lower validation loss before training stops; 0: never
average = 5 # the mean of this many last checkpoints is tried as the result; 1: none
"""


def parts_line(counts):
    """Say how many pairs each part has."""
    each = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return f"Parts, near-equal pairs together: {each}."


def readme(name, command, report, counts, notes):
    """Return the README of a recipe."""
    return f"""# {name}

Made by `python -m recipes {shlex.join(command)}`.

{report}

{parts_line(counts)} Pairs whose source or whose target is equal, capitals, punctuation and
numbers aside (numbers count in texts of less than three other words), form a group, and a group
is in one part.
{chr(10).join(notes)}
| file | what it is |
|---|---|
| `recipe.toml` | the settings, each explained |
| `train.tsv`, `valid.tsv`, `test.tsv` | the pairs: source, tab, target |
| `left_out.tsv` | the lines that were left out, with the reason |
| `source.json`, `target.json` | the tokenizers, learned from the training texts alone |
| `ids/` | the texts as token ids, made again when a text changes |

    python -m recipes train {name}
    python -m recipes score {name}                # the validation part
    python -m recipes score {name} --part test    # when all is decided
    python -m recipes write {name} "a text"

**Licence and origin of the data**: to be written by you.
"""
