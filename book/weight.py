"""Make the pages light: drop the styles and the icons that no page uses.

The theme ships 400 KB of style sheets (all of Bootstrap, the names of 2,000 icons) and 300 KB of
icon fonts. A rule stays when each class and id in its selector occurs somewhere, in a page or as
a word in a script that could set it.
"""

import logging
import re
import shutil
from pathlib import Path

import tinycss2
from bs4 import BeautifulSoup
from fontTools import subset

# fontTools reports each table it cuts; that would bury the build's own messages.
logging.getLogger("fontTools").setLevel(logging.WARNING)

UNUSED_SCRIPTS = ("*.map", "fontawesome.js*", "bootstrap.js*")
UNUSED_FONTS = ("fa-*.ttf", "fa-*.woff2")

NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")
# What stands inside these may be absent from the page and the rule still apply.
OPTIONAL = re.compile(r":(?:not|is|where)\((?:[^()]|\([^()]*\))*\)")
ICON = re.compile("[\ue000-\uf8ff]")  # the private use area, where icon fonts keep their signs

FONT_FILES = re.compile(
    r'url\(([^)]*fa-\w+-\d+)\.woff2\) format\("woff2"\),\s*url\([^)]*\) format\("truetype"\)'
)


def names_in_use(out: Path) -> set[str]:
    """Collect the classes and ids of all pages and every word of the scripts."""
    names: set[str] = set()
    for file in out.rglob("*.html"):
        for element in BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").find_all():
            names.update(element.get_attribute_list("class"), [element.get("id")])
    for file in out.glob("_static/**/*.js"):
        names.update(re.findall(r"[\w-]+", file.read_text(encoding="utf-8")))
    return names - {None}


def _is_used(selector: str, names: set[str]) -> bool:
    needed = NAME.findall(OPTIONAL.sub("", selector))
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


def purge(css: str, names: set[str]) -> str:
    """Return the style sheet without comments and without the rules that no page uses."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return _purge_rules(rules, names)


def _purge_rules(rules: list, names: set[str]) -> str:
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            used = [s for s in _selectors(rule.prelude) if _is_used(s, names)]
            if used:
                kept.append(f"{','.join(used)}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.at_keyword in ("media", "supports"):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := _purge_rules(inner, names):
                head = tinycss2.serialize(rule.prelude)
                kept.append(f"@{rule.at_keyword}{head}{{{body}}}")
        else:
            kept.append(rule.serialize())
    return "\n".join(kept)


def subset_icons(css: str, fonts: Path) -> str:
    """Cut each icon font to the icons that the style sheet still names; point the sheet to them."""
    icons = [ord(sign) for sign in ICON.findall(css)]
    for source in fonts.glob("fa-*.ttf"):
        options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
        font = subset.load_font(str(source), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=icons)
        subsetter.subset(font)
        if icons and font.getBestCmap():
            subset.save_font(font, str(source.with_suffix(".woff")), options)
    return FONT_FILES.sub(r'url(\1.woff) format("woff")', css)


def shorten_svg(svg: str) -> str:
    """Drop what Matplotlib writes for machines and for readers of the source."""
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return re.sub(r">\s+<", "><", svg)


def clear_static(app, builder) -> None:
    """Remove the rewritten files before Sphinx copies the full ones again."""
    for folder in ("_static", "_images"):
        shutil.rmtree(Path(app.outdir) / folder, ignore_errors=True)


def clear_notebook_styles(app, exception) -> None:
    """Make room likewise for the one style sheet that myst-nb copies after every build."""
    for sheet in Path(app.outdir).glob("_static/mystnb.*.css"):
        sheet.unlink()


def lighten(app, exception) -> None:
    """Rewrite the style sheets of a finished build."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for pattern in UNUSED_SCRIPTS:
        for file in out.glob(f"_static/**/{pattern}"):
            file.unlink()
    names = names_in_use(out)
    for sheet in out.glob("_static/**/*.css"):
        css = purge(sheet.read_text(encoding="utf-8"), names)
        if sheet.name == "pydata-sphinx-theme.css":
            css = subset_icons(css, out / "_static" / "vendor" / "fontawesome" / "webfonts")
        sheet.write_text(css, encoding="utf-8")
    for figure in out.glob("_images/*.svg"):
        figure.write_text(shorten_svg(figure.read_text(encoding="utf-8")), encoding="utf-8")
    for pattern in UNUSED_FONTS:
        for file in out.glob(f"_static/**/{pattern}"):
            file.unlink()


def setup(app) -> None:
    """Run after the pages have been mended."""
    app.connect("write-started", clear_static)
    app.connect("build-finished", clear_notebook_styles, priority=100)
    app.connect("build-finished", lighten, priority=900)
