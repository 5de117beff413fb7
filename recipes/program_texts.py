"""Pairs of texts from a program's translations: its .mo files, as gettext reads them.

    apt-get download libreoffice-l10n-fr
    dpkg -x libreoffice-l10n-fr_*.deb unpacked
    python -m recipes.program_texts unpacked pairs.tsv

One pair per line: the translation, a tab, the English.
"""

import gettext
import re
import sys
from pathlib import Path

from transformer_lib.checkpoints import write_whole


def clean(text: str) -> str:
    """Return the text with plain quotation marks, dots, dashes and spaces."""
    text = text.translate(str.maketrans("“”„’–\u00a0", '"""\'- '))
    return " ".join(text.replace("…", "...").split())


def program_texts(folder: Path) -> list[tuple[str, str]]:
    """Return the translation and the English of all messages of the program."""
    pairs = []
    for path in sorted(folder.rglob("LC_MESSAGES/*.mo")):
        with path.open("rb") as file:
            messages = gettext.GNUTranslations(file)._catalog
        for english, other in messages.items():
            if isinstance(english, str):  # a tuple is one of several plurals
                *_, english = english.rpartition("\x04")  # after where it is
                # "~" and "_" mark the letter of a keyboard shortcut.
                texts = [
                    re.sub(r"[~_](?=\w)", "", t) for t in (other, english)
                ]
                pairs.append(tuple(map(clean, texts)))
    return pairs


def main(arguments):
    """Write the pairs that lie under a folder to a file.

    Raises ValueError where there are none, and if the file exists.
    """
    if len(arguments) != 2:
        raise ValueError(__doc__)
    folder, target = map(Path, arguments)
    found = program_texts(folder)
    if not found:
        raise ValueError(f"there is no LC_MESSAGES/*.mo under {folder}")
    if target.exists():
        raise ValueError(f"{target} exists already. Remedy: another name")
    lines = (f"{other}\t{english}\n" for other, english in found)
    write_whole(target, "".join(lines).encode())
    print(f"{target}: {len(found):,} pairs")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (ValueError, OSError) as error:
        raise SystemExit(str(error)) from error
