"""Make the pages light: they carry the styles, signs and figures they use."""

import base64
import re
import shutil
from io import BytesIO
from pathlib import Path

from lxml import html
from PIL import Image

from book.site import fonts, styles
from book.site.archive import archive_of, restore

UNUSED_FILES = ("*.map", "fontawesome.js*", "bootstrap.js*", "fa-*.ttf")
ICON = re.compile("[\ue000-\uf8ff]")  # where icon fonts keep their signs
PATH = re.compile(r'\bd="[^"]*"')
ID = re.compile(r' id="([^"]*)"')
PLACE = re.compile(
    r'\b(?:x|y)="[^"]*"|\btransform="(?:translate|rotate)[^"]*"'
)
LONG = re.compile(r"\d+\.\d{3,}")
STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER = re.compile(r"-?[\d.]+")
PNG = re.compile(r"(?<=data:image/png;base64,)[^\"]*")
# A map with so many signs of base64 keeps so many colours.
LARGE, COLOURS = 10_000, 64
BOXES = re.compile(r'\["pre",[^\]]*\]\.join\(", "\)')
TRUETYPE = re.compile(r',\s*url\([^)]*\.ttf\) format\("truetype"\)')


def shorten_svg(svg: str) -> str:
    """Drop what Matplotlib writes for machines and readers of the source."""
    svg = re.sub(
        r"<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL
    )
    svg = re.sub(r">\s+<", "><", svg)
    svg = re.sub(r' transform="rotate\(-?0 [^"]*"', "", svg)
    named = set(re.findall(r"#([\w-]+)", svg))
    svg = ID.sub(lambda each: each[0] if each[1] in named else "", svg)
    svg = PLACE.sub(lambda place: LONG.sub(_hundredth, place[0]), svg)
    svg = PNG.sub(lambda png: _shorten_png(png[0]), svg)
    return PATH.sub(lambda path: _shorten_path(path[0]), svg)


def _shorten_png(base64_text: str) -> str:
    """Write a large map with a palette: one of 80 by 268 cells has a fifth of the bytes."""
    if len(base64_text) < LARGE:
        return base64_text
    image = Image.open(BytesIO(base64.b64decode(base64_text))).convert("RGBA")
    short = BytesIO()
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(
        short, "PNG", optimize=True
    )
    return base64.b64encode(short.getvalue()).decode()


def _hundredth(number: re.Match) -> str:
    return f"{float(number[0]):.2f}"


def _shorten_path(path: str) -> str:
    """Write a path to a hundredth of a point, each step from where the last one ended.

    Equal cells of a map then look alike, and a server's compression makes little of them.
    """
    steps = STEP.findall(path[3:-1])
    if not {command for command, _ in steps} <= set("MLCQz"):
        return path  # done already: Matplotlib writes no others
    x = y = 0
    start = (0, 0)
    short = []
    for command, numbers in steps:
        if command == "z":
            x, y = start
            short.append("z")
            continue
        given = [
            round(100 * float(number)) for number in NUMBER.findall(numbers)
        ]
        points = list(zip(given[::2], given[1::2], strict=True))
        right, down = points[0][0] - x, points[0][1] - y
        if command == "M":
            start = points[0]
            short.append("M" + _joined(given))
        elif command == "L" and right == 0:
            short.append("v" + _joined([down]))
        elif command == "L" and down == 0:
            short.append("h" + _joined([right]))
        else:
            moves = [d for a, b in points for d in (a - x, b - y)]
            short.append(command.lower() + _joined(moves))
        x, y = points[-1]
    return f'd="{"".join(short)}"'


def _joined(hundredths: list[int]) -> str:
    """Write numbers as a path has them: no needless zero, no space before a sign."""
    texts = (f"{n / 100:.2f}".rstrip("0").rstrip(".") for n in hundredths)
    text = " ".join(re.sub(r"^(-?)0\.", r"\1.", text) for text in texts)
    return text.replace(" -", "-")


def clear_copies(app, builder) -> None:
    """Remove the rewritten files before Sphinx copies the full ones again.

    The figures stay: Sphinx copies only those of the pages that changed.
    """
    shutil.rmtree(Path(app.outdir) / "_static", ignore_errors=True)


def clear_notebook_styles(app, exception) -> None:
    """Make room for the style sheet that myst-nb copies after every build."""
    for sheet in Path(app.outdir).glob("_static/mystnb.*.css"):
        sheet.unlink()


def lighten(app, exception) -> None:
    """Rewrite the styles, fonts and figures of a finished build."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    if archive_of(app).exists():
        # No page was written: all is light, but for the sheets that theme and myst-nb copy anew.
        restore(static.rglob("*.css"), archive_of(app))
        return
    for pattern in UNUSED_FILES:
        for file in static.rglob(pattern):
            file.unlink()

    pages = [
        html.document_fromstring(file.read_text(encoding="utf-8"))
        for file in out.rglob("*.html")
    ]
    scripts = [f.read_text(encoding="utf-8") for f in static.rglob("*.js")]
    names = styles.names_in_use(pages, scripts)
    sheets = {
        file: TRUETYPE.sub("", styles.purge(file.read_text("utf-8"), names))
        for file in static.rglob("*.css")
    }
    for file, css in styles.drop_unused_variables(sheets).items():
        file.write_text(css, encoding="utf-8")

    theme = static / "scripts" / "pydata-sphinx-theme.js"
    # It lays out the whole page to mark boxes that scroll; book.js does that box by box.
    script = BOXES.sub('"#none"', theme.read_text("utf-8"))
    theme.write_text(script, "utf-8")

    icons = set(ICON.findall("".join(sheets.values())))
    for file in static.rglob("fa-*.woff2"):
        fonts.cut(file, icons)
    formulas = (f for page in pages for f in page.cssselect(".katex-html"))
    signs = set("".join(formula.text_content() for formula in formulas))
    for file in static.rglob("KaTeX_*.woff2"):
        fonts.cut(file, signs)

    for figure in out.glob("_images/*.svg"):
        svg = figure.read_text(encoding="utf-8")
        figure.write_text(shorten_svg(svg), encoding="utf-8")


def setup(app) -> None:
    """Run after the pages have been mended."""
    app.connect("write-started", clear_copies)
    app.connect("build-finished", clear_notebook_styles, priority=100)
    app.connect("build-finished", lighten, priority=900)
