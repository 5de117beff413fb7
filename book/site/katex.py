"""Mathematics as finished HTML: KaTeX runs while the book is built, in the build's own process.

The page then needs no script and no other host to show a formula. Every formula is there twice: as
HTML for the eye and as MathML for screen readers.
"""

import re
from functools import cache
from pathlib import Path

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

KATEX_JS = Path(__file__).parent / "vendor" / "katex" / "katex.min.js"

NUMBERED = re.compile(r"\\(begin|end)\{(align|alignat|equation|gather)\}")

# What KaTeX adds for XML and for scripts that copy formulas; a page needs neither.
FOR_XML_AND_COPIES = re.compile(
    r"<annotation.*?</annotation>| xmlns=\"[^\"]*\"", re.DOTALL
)

logger = logging.getLogger(__name__)


@cache
def _javascript() -> MiniRacer:
    engine = MiniRacer()
    engine.eval(KATEX_JS.read_text(encoding="utf-8"))
    return engine


@cache
def render(tex: str, display: bool) -> str:
    """Return the HTML of one formula; raise ValueError with KaTeX's message on a bad one."""
    options = {
        "displayMode": display,
        "output": "htmlAndMathml",
        "strict": "error",
    }
    try:
        html = _javascript().call("katex.renderToString", tex, options)
    except JSEvalException as error:
        # The message's first line says what is wrong and where; JavaScript's stack follows.
        raise ValueError(str(error).strip().splitlines()[0]) from None
    return FOR_XML_AND_COPIES.sub("", html)


def _render_node(node: nodes.Element, tex: str, display: bool) -> str:
    """Render the formula of a node; report a bad one with its document and line."""
    try:
        return render(tex, display)
    except ValueError as error:
        logger.warning(
            "bad formula %r: %s",
            tex,
            error,
            location=node,
            type="book",
            subtype="katex",
        )
        return ""


def visit_inline(translator, node: nodes.math) -> None:
    """Write a formula inside a line."""
    translator.body.append(_render_node(node, node.astext(), display=False))
    raise nodes.SkipNode


def visit_display(translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number where it has a label."""
    # The book numbers equations itself; the starred environments do not number them a second time.
    tex = NUMBERED.sub(r"\\\1{\2*}", node.astext().strip())
    if r"\\" in tex and not tex.startswith(r"\begin"):
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    write = translator.body.append
    write(
        translator.starttag(node, "div", CLASS="math notranslate nohighlight")
    )
    write(
        f'<div class="formula">{_render_node(node, tex, display=True)}</div>'
    )
    if node["number"]:
        write(
            f'<span class="eqno">({get_node_equation_number(translator, node)})'
        )
        translator.add_permalink_ref(node, _("Link to this equation"))
        write("</span>")
    write("</div>\n")
    raise nodes.SkipNode


def setup(app) -> None:
    """Register the renderer, which `html_math_renderer: katex` then chooses."""
    app.add_html_math_renderer(
        "katex", (visit_inline, None), (visit_display, None)
    )
    app.add_css_file("katex/katex.min.css")
