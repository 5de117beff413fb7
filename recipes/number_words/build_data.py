"""Rebuild pairs.tsv.xz, the numbers from 0 to 9999 in English and in German words.

    pip install num2words==0.5.14
    python -m recipes.number_words.build_data

Line n of the file is the number n: English, a tab, German. Commas and hyphens are taken out of the
English, so that its words are separated by single spaces: "four thousand two hundred and six".
"""

import re
from collections.abc import Iterator

from recipes.number_words.data import FILE
from recipes.texts import write_packed

NUMBERS = range(10_000)


def build_rows() -> Iterator[tuple[str, str]]:
    """Yield English and German of each number."""
    from num2words import num2words  # only here: nobody else needs it

    for number in NUMBERS:
        english = re.sub(r"[,-]", " ", num2words(number, lang="en"))
        yield " ".join(english.split()), num2words(number, lang="de")


if __name__ == "__main__":
    write_packed(FILE, build_rows())
