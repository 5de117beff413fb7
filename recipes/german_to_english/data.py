"""The sentences in three parts, as token ids of byte-pair encoding."""

from pathlib import Path

from recipes.texts import PairData, read_packed
from recipes.tokens import load_tokenizer

HERE = Path(__file__).parent


class Data(PairData):
    """German and English sentences, both as token ids.

    ``with_help`` says whether to train on the texts of the help too.
    """

    def __init__(self, with_help: bool = True):
        self.rows = [  # (part, origin, German, English)
            tuple(row)
            for row in read_packed(HERE / "pairs.tsv.xz")
            if with_help or row[1] == "program"
        ]
        self.source = self.german = load_tokenizer(HERE / "german.json")
        self.target = self.english = load_tokenizer(HERE / "english.json")

    def texts(self, part: str) -> list[tuple[str, str]]:
        """Return (German, English) of each pair of a part."""
        return [
            (german, english)
            for its, _, german, english in self.rows
            if its == part
        ]
