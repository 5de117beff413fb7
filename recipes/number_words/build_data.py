"""Rebuild pairs.tsv.xz, the numbers from 0 to 9999 in English and in German words.

    pip install num2words==0.5.14
    python build_data.py

Line n of the file is the number n: English, a tab, German. Commas and hyphens are taken out of the
English, so that its words are separated by single spaces: "four thousand two hundred and six".
"""

import lzma
import re
from pathlib import Path

NUMBERS = range(10_000)


def build_lines() -> list[str]:
    """Return one line a number: English, tab, German."""
    from num2words import num2words  # only here: nobody else needs it

    lines = []
    for number in NUMBERS:
        english = re.sub(r"[,-]", " ", num2words(number, lang="en"))
        german = num2words(number, lang="de")
        lines.append(f"{' '.join(english.split())}\t{german}\n")
    return lines


if __name__ == "__main__":
    text = "".join(build_lines())
    target = Path(__file__).with_name("pairs.tsv.xz")
    target.write_bytes(lzma.compress(text.encode("utf-8"), preset=9))
    print(
        f"{target.name}: {len(text):,} characters, "
        f"{target.stat().st_size:,} bytes"
    )
