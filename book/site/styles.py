"""Drop the styles that no page uses.

The theme brings 400 KB of style sheets: all of Bootstrap, the names of 2,000
icons. A rule stays when each element, class and id of its selector occurs
somewhere: in a page, or as a word in a script that could make it.
"""

import re
from functools import partial
from pathlib import Path

import tinycss2
from lxml.html import HtmlElement

# States and conditions say nothing about what a page must have.
CONDITION = re.compile(r"\[[^\]]*\]|::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?")
NAME = re.compile(r"(?:\\.|[\w-])+")
QUOTED = r"\"[^\"]*\"|'[^']*'"
BRACKETS = r"\((?:[^()]|\([^()]*\))*\)"
VARIABLE = re.compile(
    rf"(?<=[{{;])\s*(--[\w-]+):(?:[^;{{}}\"'()]|{QUOTED}|{BRACKETS})*;?"
)


def names_in_use(pages: list[HtmlElement], scripts: list[str]) -> set[str]:
    """Collect all elements, classes and ids, and every word of the scripts."""
    names: set[str] = set()
    for page in pages:
        for element in page.iter("*"):
            names.update(element.classes)
            names.update((element.tag, element.get("id")))
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


def _purge_rules(rules: list, names: set[str]) -> str:
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            used = [s for s in _selectors(rule.prelude) if _is_used(s, names)]
            body = tinycss2.serialize(rule.content).strip()
            if used:
                kept.append(f"{','.join(used)}{{{body}}}")
        elif rule.type == "at-rule" and rule.at_keyword in (
            "media",
            "supports",
        ):
            inner = tinycss2.parse_rule_list(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            if body := _purge_rules(inner, names):
                head = tinycss2.serialize(rule.prelude)
                kept.append(f"@{rule.at_keyword}{head}{{{body}}}")
        else:
            kept.append(rule.serialize())
    return "\n".join(kept)


def purge(css: str, names: set[str]) -> str:
    """Return a style sheet without comments and without unused rules."""
    rules = tinycss2.parse_stylesheet(
        css, skip_comments=True, skip_whitespace=True
    )
    return _purge_rules(rules, names)


def drop_unused_variables(sheets: dict[Path, str]) -> dict[Path, str]:
    """Remove the variables that are set in a style sheet and read in none.

    A variable may be read only by another one, so this repeats until nothing
    changes.
    """
    read = None
    while read != (read := _variables_read(sheets)):
        sheets = {
            file: VARIABLE.sub(partial(_keep_if_read, read), css)
            for file, css in sheets.items()
        }
    return sheets


def _variables_read(sheets: dict[Path, str]) -> frozenset[str]:
    read = re.findall(r"var\(\s*(--[\w-]+)", "".join(sheets.values()))
    return frozenset(read)


def _keep_if_read(read: frozenset[str], declaration: re.Match) -> str:
    return declaration[0] if declaration[1] in read else ""
