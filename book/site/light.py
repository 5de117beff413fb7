"""Make the pages light: they carry the styles, signs and figures that they use.

The theme brings 400 KB of style sheets, with all of Bootstrap and the names of 2,000 icons, and
fonts with every icon and letter: 300 KB of a page's 440, compressed as a server sends them.
"""

import base64
import io
import logging
import re
from fnmatch import fnmatch
from itertools import cycle

import tinycss2
from fontTools import subset
from lxml.html import HtmlElement
from PIL import Image

# ---- what is not needed at all ----

UNUSED_FILES = (
    *("*-macros.html", "*.map", "fontawesome.js*", "bootstrap.js*"),
    *("fa-*.ttf", ".buildinfo"),
)
TRUETYPE = re.compile(r',\s*url\([^)]*\.ttf\) format\("truetype"\)')


def is_needed(name: str) -> bool:
    """Say whether a file of Sphinx's belongs to the book."""
    return not any(fnmatch(name, pattern) for pattern in UNUSED_FILES)


# ---- styles ----

# States and conditions say nothing about what a page must have.
CONDITION = re.compile(r"\[[^\]]*\]|::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?")
NAME = re.compile(r"(?:\\.|[\w-])+")


def names_in_use(pages: list[HtmlElement], scripts: list[str]) -> set[str]:
    """Collect all elements, classes and ids, and every word of a script, which could make one."""
    names: set[str] = set()
    for page in pages:
        for element in page.iter("*"):
            names.update((element.tag, element.get("id"), *element.classes))
    for script in scripts:
        names.update(re.findall(r"[\w-]+", script))
    return names - {None}


def _is_used(selector: str, names: set[str]) -> bool:
    needed = NAME.findall(CONDITION.sub("", selector))
    return all(name.replace("\\", "") in names for name in needed)


def _selectors(prelude: list) -> list[str]:
    """Split a rule's selectors at the commas that stand outside brackets."""
    parts: list[list] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def purge(css: str | list, names: set[str]) -> str:
    """Return a style sheet without comments and without rules that nothing in use can match."""
    kept = []
    for rule in tinycss2.parse_rule_list(
        css, skip_comments=True, skip_whitespace=True
    ):
        if rule.type == "qualified-rule":
            used = [s for s in _selectors(rule.prelude) if _is_used(s, names)]
            if used:
                body = tinycss2.serialize(rule.content).strip()
                kept.append(f"{','.join(used)}{{{body}}}")
        elif rule.type == "at-rule" and rule.at_keyword in (
            *("media", "supports"),
        ):
            if body := purge(rule.content, names):
                head = tinycss2.serialize(rule.prelude)
                kept.append(f"@{rule.at_keyword}{head}{{{body}}}")
        else:
            kept.append(rule.serialize())
    return "\n".join(kept)


# ---- fonts ----

ICON = re.compile("[\ue000-\uf8ff]")  # where icon fonts keep their signs

# fontTools reports each table it cuts; that would bury the build's messages.
logging.getLogger("fontTools").setLevel(logging.WARNING)


def cut(font: bytes, signs: set[str]) -> bytes:
    """Return a font with the given signs only, without hints, which few screens need today."""
    options = subset.Options(
        flavor="woff2", notdef_outline=True, hinting=False
    )
    opened = subset.load_font(io.BytesIO(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(signs) + " ")
    subsetter.subset(opened)
    small = io.BytesIO()
    subset.save_font(opened, small, options)
    return small.getvalue()


# ---- figures ----

NEEDLESS = re.compile(
    r"<!--.*?-->|<metadata>.*?</metadata>"
    r'|(?<=>)\s+(?=<)| transform="rotate\(-?0 [^"]*"',
    re.DOTALL,
)
ID = re.compile(r' id="([^"]*)"')
PLACE = re.compile(r'\b(?:x|y|transform)="[^"]*"')
LONG = re.compile(r"\d+\.\d{3,}")
PATH = re.compile(r'\bd="([MLCQz\d\s.-]*)"')  # all that Matplotlib writes
STEP = re.compile(r"([MLCQz])([^MLCQz]*)")
PNG = re.compile(r"(?<=data:image/png;base64,)[^\"]*")
# A map with so many signs of base64 keeps so many colours.
LARGE, COLOURS = 10_000, 64


def shorten_svg(svg: str) -> str:
    """Drop what Matplotlib writes for machines, and digits beyond a hundredth of a point."""
    svg = NEEDLESS.sub("", svg)
    named = set(re.findall(r"#([\w-]+)", svg))
    svg = ID.sub(lambda each: each[0] if each[1] in named else "", svg)
    svg = PLACE.sub(lambda place: LONG.sub(_hundredth, place[0]), svg)
    svg = PNG.sub(lambda png: _shorten_png(png[0]), svg)
    return PATH.sub(lambda path: f'd="{_shorten_path(path[1])}"', svg)


def _hundredth(number: re.Match) -> str:
    return f"{float(number[0]):.2f}"


def _shorten_path(path: str) -> str:
    """Write each step from where the last one ended: equal cells of a map then look alike."""
    place = start = [0, 0]
    short = []
    for command, numbers in STEP.findall(path):
        given = [round(100 * float(number)) for number in numbers.split()]
        moves = [n - m for n, m in zip(given, cycle(place), strict=False)]
        texts = " ".join(f"{move / 100:g}" for move in moves)
        short.append(command.lower() + texts.replace(" -", "-"))
        place = given[-2:] or start
        if command == "M":
            start = place
    return "".join(short)


def _shorten_png(base64_text: str) -> str:
    """Write a large map with a palette: one of 80 by 268 cells has a fifth of the bytes."""
    if len(base64_text) < LARGE:
        return base64_text
    image = Image.open(io.BytesIO(base64.b64decode(base64_text)))
    short = io.BytesIO()
    image.convert("RGBA").quantize(COLOURS, Image.Quantize.FASTOCTREE).save(
        short, "PNG", optimize=True
    )
    return base64.b64encode(short.getvalue()).decode()


# ---- all of them ----

THEME = "_static/scripts/pydata-sphinx-theme.js"
# It lays out the whole page to mark boxes that scroll; book.js does that box by box.
BOXES = re.compile(r'\["pre",[^\]]*\]\.join\(", "\)')


def lighten(files: dict[str, bytes], pages: list[HtmlElement]) -> None:
    """Rewrite the styles, fonts and figures among the files of these pages."""

    def rewrite(pattern, change):
        for name in files:
            if fnmatch(name, pattern):
                files[name] = change(files[name].decode()).encode()

    scripts = [files[n].decode() for n in files if n.endswith(".js")]
    names = names_in_use(pages, scripts)
    rewrite("*.css", lambda css: TRUETYPE.sub("", purge(css, names)))
    rewrite(THEME, lambda script: BOXES.sub('"#none"', script))
    rewrite("_images/*.svg", shorten_svg)

    sheets = b"".join(files[n] for n in files if n.endswith(".css")).decode()
    formulas = (f for page in pages for f in page.cssselect(".katex-html"))
    icons = set(ICON.findall(sheets))
    signs = set("".join(formula.text_content() for formula in formulas))
    for name in files:
        for pattern, needed in ("*fa-*.woff2", icons), ("*KaTeX_*", signs):
            if fnmatch(name, pattern):
                files[name] = cut(files[name], needed)
