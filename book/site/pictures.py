"""``{picture} name``: the picture that the function ``name`` of chapters/pictures.py draws.

For pages that are no notebooks. The text below the directive becomes the caption; ``alt``, which
is required, says what is seen. A function may return the element of an interactive figure too: it
takes the picture's place where there is JavaScript.
"""

import importlib.util
import os.path
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from book.site import networks

FOLDER = "_pictures"  # in that of sources: below it Sphinx looks for images


@cache
def _pictures(path):
    spec = importlib.util.spec_from_file_location("pictures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Picture(SphinxDirective):
    """A picture drawn while the book is built."""

    required_arguments = 1
    has_content = True
    option_spec = {"alt": directives.unchanged_required}  # noqa: RUF012

    def run(self):
        """Draw it, and return a figure."""
        source = Path(self.env.srcdir) / "chapters"
        self.env.note_dependency(str(source / "pictures.py"))
        name = self.arguments[0]
        file = Path(self.env.doctreedir) / FOLDER / f"{name}.svg"
        file.parent.mkdir(parents=True, exist_ok=True)
        with plt.style.context(source / "book.mplstyle"):
            drawn = getattr(_pictures(source / "pictures.py"), name)()
            figure, *live = drawn if isinstance(drawn, tuple) else (drawn,)
            figure.savefig(file, transparent=True, metadata={"Date": None})
            plt.close(figure)
        for network in networks.IN_PAGES.findall("".join(live)):
            weights = networks.RECIPES / network / "weights.safetensors"
            self.env.note_dependency(str(weights))
        uri = os.path.relpath(file, self.env.srcdir)
        image = nodes.image(
            uri=f"/{uri}", alt=self.options["alt"], classes=["invert"]
        )
        figure = nodes.figure("", image)
        figure += [nodes.raw("", element, format="html") for element in live]
        if self.content:
            caption, messages = self.parse_inline("\n".join(self.content))
            figure += nodes.caption("", "", *caption)
            return [figure, *messages]
        return [figure]


def setup(app) -> None:
    """Register the directive."""
    app.add_directive("picture", Picture)
