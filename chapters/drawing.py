"""What the chapters' pictures have in common: heat maps of weights, diagrams of boxes and arrows.

Plain Matplotlib in one visual language. Ink is dark on no background; the page inverts it in dark
mode, so a text calls a cell strong, not dark. No picture is wider than 4.8 inches: on a phone its
smallest print is then still about 9 pixels high.
"""

import html
import json
from dataclasses import dataclass
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

INK = "#222222"
# What a box does, by colour, the same in every diagram of the book.
FILL = {
    "data": "#f0f0f0",  # something that flows: embeddings, scores, outputs
    "trained": "#cfe0f3",  # has weights that are trained
    "attention": "#f9d9bd",  # where positions look at each other
    "norm": "#d3e8cf",  # Add & Norm
    "fixed": "#ffffff",  # computes, but is not trained
}
# A colour for each part in attention: of points, arrows and the edges of boxes.
PART = {"query": "C1", "key": "C0", "value": "C2"}


def draw_weights(
    weights, rows, columns=None, ax=None, title=None, numbers=True, least=0.0
):
    """Draw attention weights (T, S) as a heat map and return its axes.

    A row for each token that looks, a column for each token looked at; the stronger the colour,
    the more. ``columns`` are the labels of the tokens looked at, by default those of the rows.
    Numbers below ``least`` are not written into their cells.
    """
    weights = np.asarray(weights)
    columns = rows if columns is None else columns
    if weights.shape != (len(rows), len(columns)):
        raise ValueError(
            f"weights {weights.shape} do not fit {len(rows)} rows and {len(columns)} columns"
        )
    if ax is None:
        side = 0.62
        _, ax = plt.subplots(
            figsize=(side * len(columns) + 1, side * len(rows) + 0.8)
        )
    ax.pcolormesh(
        weights,
        cmap="Blues",
        vmin=0,
        vmax=1,
        edgecolors="white",
        linewidth=1.5,
    )
    if numbers:
        for (i, j), weight in np.ndenumerate(weights):
            if weight < least:
                continue
            ink = "white" if weight > 0.55 else INK
            text = f"{weight:.2f}"
            ax.text(
                j + 0.5,
                i + 0.5,
                text,
                ha="center",
                va="center",
                color=ink,
                size=9.5,
            )
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns)
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
    ax.invert_yaxis()
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_aspect("equal")
    if title:
        ax.set_title(title)
    return ax


PULL = PART["query"]  # the word that looks, and where it goes


def draw_pull(ax, words, points, weights, looking, new):
    """Draw words as points of a plane and how they pull one of them.

    From the word at index ``looking`` a line leads to each other word, as thick as its weight; an
    arrow leads to ``new``, its context vector. Words at one place share a label.
    """
    place = points[looking]
    labels = {}
    for word, point in zip(words, points, strict=True):
        names = labels.setdefault(tuple(point), [])
        if word not in names:
            names.append(word)
    for point, weight in zip(points, weights, strict=True):
        line = {"color": "C0", "alpha": 0.45, "lw": 14 * weight, "zorder": 1}
        ax.plot(*zip(place, point, strict=True), solid_capstyle="butt", **line)
    for point, names in labels.items():
        color = PULL if words[looking] in names else "C0"
        ax.plot(*point, "o", color=color, zorder=3)
        below = point[1] < point[0]
        ax.annotate(
            ", ".join(names),
            point,
            xytext=(-4, -16) if below else (7, 6),
            textcoords="offset points",
            size=10,
        )
    arrow = {"arrowstyle": "-|>", "color": PULL, "lw": 2.2, "shrinkA": 4}
    ax.annotate("", new, xytext=place, arrowprops=arrow, zorder=4)
    ax.set(xticks=range(4), yticks=range(4), aspect="equal")


def draw_matrix(ax, matrix, title, kind, rows=None, outlined=None):
    """Draw a matrix with its numbers in it, in the colour of its ``kind``, a key of FILL.

    One row may be outlined, and the rows may have names.
    """
    matrix = np.asarray(matrix)
    for (i, j), number in np.ndenumerate(matrix):
        text = f"{number:.2f}" if abs(number) < 1 else f"{number:.1f}"
        text = text.removeprefix("0").removesuffix(".00").removesuffix(".0")
        ax.text(j, i, text or "0", ha="center", va="center", size=7.5)
    height, width = matrix.shape
    ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    ax.set(xticks=[], yticks=range(height) if rows else [])
    if rows:
        ax.set_yticklabels(rows, size=8)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_facecolor(FILL[kind])
    ax.set_title(title, size=9)
    ax.set_aspect("equal")
    if outlined is not None:
        corner = (-0.45, outlined - 0.45)
        ax.add_patch(
            plt.Rectangle(corner, width - 0.1, 0.9, fc="none", ec=PULL, lw=1.6)
        )


def draw_spectrogram(mel, seconds, ax):
    """Draw the first seconds of a log-mel spectrogram (80, 100 per second), low notes below."""
    shown = np.asarray(mel)[:, : round(100 * seconds)]
    extent = (0, seconds, 0, 80)
    options = {"aspect": "auto", "cmap": "Blues", "interpolation": "none"}
    ax.imshow(shown, origin="lower", extent=extent, **options)
    hertz = np.array([500, 1000, 2000, 4000, 8000])
    octaves = np.maximum(np.log(hertz / 1000), 0) / np.log(6.4)
    mels = np.minimum(hertz, 1000) * 3 / 200 + 27 * octaves
    ax.set_yticks(80 * mels / mels[-1], [f"{each} Hz" for each in hertz])


@dataclass(frozen=True)
class Box:
    """A box of a diagram; its four sides are where arrows start and end."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self):
        return self.x, self.y + self.height / 2

    @property
    def bottom(self):
        return self.x, self.y - self.height / 2

    @property
    def left(self):
        return self.x - self.width / 2, self.y

    @property
    def right(self):
        return self.x + self.width / 2, self.y


class Diagram:
    """Boxes and arrows on a sheet of ``width`` times ``height`` inches; y grows upwards."""

    def __init__(self, width, height):
        self.figure = plt.figure(figsize=(width, height), layout="none")
        self.axes = self.figure.add_axes(
            (0, 0, 1, 1), xlim=(0, width), ylim=(0, height)
        )
        self.axes.axis("off")

    def box(self, x, y, text, kind="fixed", width=1.5, height=0.42, part=None):
        """Draw a box with its centre at (x, y); ``kind`` is a key of FILL, ``part`` of PART."""
        corner, style = (
            (x - width / 2, y - height / 2),
            "round,pad=0,rounding_size=0.07",
        )
        self.axes.add_patch(
            FancyBboxPatch(
                corner,
                width,
                height,
                style,
                fc=FILL[kind],
                ec=PART.get(part, INK),
                lw=2.2 if part else 1.1,
                zorder=2,
            )
        )
        self.note(x, y, text)
        return Box(x, y, width, height)

    def note(self, x, y, text, size=11, **options):
        """Write text, centred at (x, y)."""
        options = {
            "ha": "center",
            "va": "center",
            "color": INK,
            "zorder": 3,
        } | options
        self.axes.text(x, y, text, size=size, **options)

    def arrow(self, *points, dashed=False):
        """Draw a line through the points with a head at the last: (x, y) pairs, sides of boxes."""
        for start, end in pairwise(points):
            arrow = {
                "arrowstyle": "-|>" if end is points[-1] else "-",
                "shrinkA": 0,
                "shrinkB": 0,
            }
            arrow |= {"color": INK, "lw": 1.2, "ls": "--" if dashed else "-"}
            self.axes.annotate(
                "", end, xytext=start, arrowprops=arrow, zorder=1
            )

    def frame(self, x, y, width, height, text=""):
        """Draw a dashed frame around a part, its lower left corner at (x, y), its name on top."""
        style = "round,pad=0,rounding_size=0.12"
        self.axes.add_patch(
            FancyBboxPatch(
                (x, y),
                width,
                height,
                style,
                fc="none",
                ec="#777777",
                lw=1.1,
                ls="--",
                zorder=0,
            )
        )
        self.note(
            x + 0.12,
            y + height - 0.17,
            text,
            size=10,
            ha="left",
            color="#444444",
        )


def explorer_element(figure, values, network=""):
    """Return the element of ``explorer`` as text, for pages that are no notebooks."""
    data = html.escape(json.dumps(values))
    runs = f' data-network="{network}"' if network else ""
    still = "In the built book, with JavaScript, this figure moves."
    return f'<div class="explorer" data-figure="{figure}"{runs} data-values="{data}">{still}</div>'


def explorer(figure, values, network=""):
    """Return the element that the page brings to life: book/site/static/explorers/<figure>.js.

    Display it in the cell that draws the picture which stands still: the page shows that picture
    where there is no JavaScript, and this element in its place where there is. A ``network`` is
    the name of a recipe whose weights the figure runs.
    """
    from IPython.display import HTML

    return HTML(explorer_element(figure, values, network))
