"""The field's words: the glossary has them, chapters use them, no house word replaces one."""

import re

import pytest

from book.reader.chapters import ROOT, chapter_paths, code_cells, read_notebook

# Terms that a reader of other texts will look for: as the glossary has them.
TERMS = [
    "activation function",
    "autoregressive",
    "decoder-only",
    "early stopping",
    "encoder-only",
    "epoch",
    "exposure bias",
    "free-running decoding",
    "gradient",
    "hypothesis",
    "language model",
    "logits",
    "n-gram",
    "nonlinear",
    "overfitting",
    "padding",
    "parameter",
    "rank collapse",
    "recurrent network",
    "residual stream",
    "RoPE",
    "similarity",
    "teacher forcing",
    "validation set",
]

# A house word or habit -> what the field says. A paragraph may have the first beside the second.
HOUSE_WORDS = {
    r"\bbends?\b": r"activation function|nonlinear",
    r"\bfillings?\b|\bfill(ed|s)? up\b": r"padding",
    r"(?<!decimal )\bplaces\b": r"positions",
    r"\brounds\b": r"epochs",
    r"\bfree[- ]running\b(?! decoding)": r"free-running decoding",
    r"\bcollapse of rank\b": r"rank collapse",
    r"\blikeness\b": r"similarity",
    r"\bthe document(?!ation)\b": r"source text",
    r"\bby and by\b": r"over time",
    r"\blong since\b": r"already",
    r"\blikest\b": r"most similar",
    r"\bdearest\b": r"most expensive",
    r"\btrainings\b": r"training runs",
    r"\ba training\b(?=[.,;:]| (that|which|is|was|has|can|must|of|with)\b)": r"training run",
    r"\bexams?\b": r"test set",
    r"\bwhoever\b|(^|[.:;] )Who [^?.]*\.": r"(?!)",
    r"\bthe way back\b": r"backward pass",
    r"\bderivatives?\b of the loss|\ball derivatives\b": r"gradient",
    r"\b(row|byte|number|product|step|token|vector|second)s? an? "
    r"(token|cell|sentence|step|word|layer|position|head|second)\b": r"\bper\b",
    r"\bforbids to\b": r"forbids \w+ing",
    r"\bbelongs? into\b": r"belongs in",
}


def texts(path):
    """The prose of a chapter: text cells, comments and docstrings of the code."""
    notebook = read_notebook(ROOT, path)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.id, cell.source
    for cell in code_cells(notebook):
        found = re.findall(r"#.*|\"\"\"[\s\S]*?\"\"\"", cell.source)
        yield cell.id, "\n".join(found)


def paragraphs(path):
    """Pairs of a cell's id and a paragraph, code and formulas left out, on one line."""
    for where, text in texts(path):
        text = re.sub(r"```\{code[\s\S]*?```|\$[^$]*\$|`[^`\n]*`", " ", text)
        for paragraph in re.split(r"\n\s*\n", text):
            yield where, " ".join(paragraph.split())


def glossary():
    """The glossary's entries."""
    text = (ROOT / "chapters" / "glossary.md").read_text("utf-8")
    return re.findall(r"^(?=\S)(?![`#])(.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("term", TERMS)
def test_the_glossary_has_the_term_and_a_chapter_uses_it(term):
    assert term in glossary()
    said = " ".join(
        paragraph
        for path in chapter_paths(ROOT)
        for _, paragraph in paragraphs(path)
    )
    assert re.search(rf"\b{re.escape(term)}", said, re.IGNORECASE)


@pytest.mark.parametrize("path", chapter_paths(ROOT))
def test_no_house_word_stands_alone(path):
    found = [
        f"{where}: …{paragraph[max(0, hit.start() - 40) : hit.end() + 30]}…"
        for where, paragraph in paragraphs(path)
        for house, term in HOUSE_WORDS.items()
        for hit in re.finditer(house, paragraph, re.IGNORECASE)
        if not re.search(term, paragraph, re.IGNORECASE)
    ]
    assert not found, "\n".join(found)
