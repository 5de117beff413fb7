"""Rebuild pairs.tsv.xz and the two tokenizers: German and English texts of LibreOffice.

The texts of the program and those of its help, from three Debian packages (4:25.2.3-2+deb13u12):

    apt-get download libreoffice-l10n-de libreoffice-help-de libreoffice-help-en-us
    for package in libreoffice-*.deb; do dpkg -x $package unpacked; done
    python -m recipes.german_to_english.build_data unpacked

One pair per line: part (train, valid, test), origin (program, help), German, English, with a tab
between. Sentences that say the same stand in the same part: two pairs belong together if their
German or their English is equal, small and capital letters and punctuation aside. Of the groups
with a text of the program, 9 in 100 are test and 3 in 100 valid, chosen by a hash of the text.
Groups of help texts alone are for training.
"""

import html
import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from recipes.new import groups_of, hash_of
from recipes.program_texts import clean, program_texts
from recipes.texts import part_of, write_packed
from recipes.tokens import learn_subwords, save_tokenizer

HERE = Path(__file__).parent
WORDS = range(2, 21)  # sentences of 2 to 20 words
TEST, VALID = 9, 3  # of 100 groups
TOKENS = 3_000  # of each language


def help_texts(folder: Path) -> list[tuple[str, str]]:
    """Return German and English of the paragraphs with the same name, cut into sentences."""
    paragraph = re.compile(
        r'<(p|h\d)\s+id="((?:par|hd)_[^"]+)"[^>]*>(.*?)</\1>', re.DOTALL
    )

    def read(path):
        found = paragraph.findall(path.read_text(encoding="utf-8"))
        return {
            name: clean(html.unescape(re.sub("<[^>]+>", "", text)))
            for _, name, text in found
        }

    pairs = []
    for path in sorted(folder.rglob("help/en-US/**/*.html")):
        english = read(path)
        german = read(Path(str(path).replace("help/en-US/", "help/de/")))
        for name in english:
            if name in german:
                pairs += sentences(german[name], english[name])
    return pairs


def sentences(german: str, english: str) -> list[tuple[str, str]]:
    """Return the pairs of sentences if there are as many on both sides, else the whole."""
    end = re.compile(r'(?<=[.!?:])\s+(?=[A-ZÄÖÜ"(])')
    ours, theirs = end.split(german), end.split(english)
    return (
        list(zip(ours, theirs, strict=False))
        if len(ours) == len(theirs)
        else [(german, english)]
    )


def is_good(pair: tuple[str, str]) -> bool:
    """Is it two sentences of a fitting length, without code, places to fill in, addresses?"""
    german, english = pair
    return (
        german != english
        and all(len(text.split()) in WORDS for text in pair)
        and not re.search(r"[%$#{}\\<>|@\t]|http", german + english)
    )


def words_of(text: str) -> str:
    """Return the words of a text in small letters, without punctuation."""
    return " ".join(re.findall(r"\w+", text.lower()))


def groups(pairs: list[tuple[str, str]]) -> list[list[int]]:
    """Return the positions of the pairs that belong together (see above)."""
    keys = (
        np.array([hash_of(words_of(text)) for text in column])
        for column in zip(*pairs, strict=True)
    )
    members = defaultdict(list)
    for position, group in enumerate(groups_of(*keys).tolist()):
        members[group].append(position)
    return list(members.values())


def rows_of(program: list, from_help: list) -> list[tuple[str, str, str, str]]:
    """Return the rows of the file, sorted by part."""
    pairs = [*program, *from_help]
    rows = []
    for members in groups(pairs):
        of_program = [i for i in members if i < len(program)]
        part = "train"
        if of_program:
            first = min(words_of(pairs[i][0]) for i in of_program)
            part = part_of(first, TEST, VALID)
        for i in members:
            origin = "program" if i < len(program) else "help"
            # We test on the program alone.
            if origin == "program" or part == "train":
                rows.append((part, origin, *pairs[i]))
    return sorted(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    program = list(dict.fromkeys(filter(is_good, program_texts(folder))))
    from_help = list(dict.fromkeys(filter(is_good, help_texts(folder))))
    known = set(program)
    from_help = [pair for pair in from_help if pair not in known]
    rows = rows_of(program, from_help)
    write_packed(HERE / "pairs.tsv.xz", rows)
    for language, column in ("german", 2), ("english", 3):
        texts = [row[column] for row in rows if row[0] == "train"]
        tokenizer = learn_subwords(texts, TOKENS, with_bytes=False)
        save_tokenizer(HERE / f"{language}.json", tokenizer)
