"""Make the pages light: drop the styles and the icons that no page uses.

The theme ships 400 KB of style sheets (all of Bootstrap, the names of 2,000 icons) and 300 KB of
icon fonts. A rule stays when each class and id in its selector occurs somewhere, in a page or as
a word in a script that could set it.
"""

import logging
import re
from pathlib import Path

import tinycss2
from bs4 import BeautifulSoup
from fontTools import subset

# fontTools reports each table it cuts; that would bury the build's own messages.
logging.getLogger("fontTools").setLevel(logging.WARNING)

NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")
# What stands inside these may be absent from the page and the rule still apply.
OPTIONAL = re.compile(r":(?:not|is|where)\((?:[^()]|\([^()]*\))*\)")
ICON = re.compile(r'content:\s*"\\([0-9a-f]{2,6})"')


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
            inner = tinycss2.parse_rule_list(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            if body := _purge_rules(inner, names):
                head = tinycss2.serialize(rule.prelude)
                kept.append(f"@{rule.at_keyword}{head}{{{body}}}")
        else:
            kept.append(rule.serialize())
    return "\n".join(kept)


def subset_icons(css: str, fonts: Path) -> str:
    """Cut each icon font to the icons that the style sheet still names; point the sheet to them."""
    icons = [int(code, 16) for code in ICON.findall(css)]
    for source in fonts.glob("fa-*.ttf"):
        options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
        font = subset.load_font(str(source), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=icons)
        subsetter.subset(font)
        subset.save_font(font, str(source.with_suffix(".woff")), options)
    return re.sub(
        r'url\(([^)]*fa-\w+-\d+)\.woff2\) format\("woff2"\),\s*url\([^)]*\.ttf\) format\("truetype"\)',
        r'url(\1.woff) format("woff")',
        css,
    )


def lighten(app, exception) -> None:
    """Rewrite the style sheets of a finished build; Sphinx copies them afresh for the next one."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    names = names_in_use(out)
    for sheet in out.glob("_static/**/*.css"):
        css = purge(sheet.read_text(encoding="utf-8"), names)
        if sheet.name == "pydata-sphinx-theme.css":
            css = subset_icons(css, out / "_static" / "vendor" / "fontawesome" / "webfonts")
        sheet.write_text(css, encoding="utf-8")
    for left_over in [*out.glob("_static/**/*.map"), *out.glob("_static/**/fa-*.*")]:
        if left_over.suffix != ".woff":
            left_over.unlink()


def setup(app) -> None:
    """Run after the pages have been mended."""
    app.connect("build-finished", lighten, priority=900)
