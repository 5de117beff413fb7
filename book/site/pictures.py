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

# The picture of the first page, for links to any page that are shared.
SHARED = "_static/two_banks.png"
SHARED_AS, WIDTH, HEIGHT = "two_banks", 1200, 630  # pixels
ALT = "The point of bank, pulled towards water by the word river, and towards money by gold."
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


def draw_shared(app, error) -> None:
    """Draw the picture of links that are shared, where the book's address is known."""
    source = Path(app.srcdir) / "chapters"
    if error or not app.config.html_baseurl:
        return
    with plt.style.context(source / "book.mplstyle"):
        figure, _ = getattr(_pictures(source / "pictures.py"), SHARED_AS)()
        inches = figure.get_figheight()
        figure.set_size_inches(inches * WIDTH / HEIGHT, inches)
        figure.savefig(
            Path(app.outdir) / SHARED,
            dpi=HEIGHT / inches,
            facecolor="white",
            metadata={"Software": None},
        )
        plt.close(figure)


def setup(app) -> None:
    """Register the directive and the picture of links."""
    app.connect("build-finished", draw_shared)
    app.add_directive("picture", Picture)
