"""The trained networks as files that a page can load: a recipe's own weight file.

A file is a script, since a page that was opened from a folder can load nothing else, and its
weights are in base64: a server that compresses sends as many bytes as the weight file has. What
runs them is book/site/static/networks/.
"""

import base64
import json
import re
import shutil
from pathlib import Path

from book.cache import inputs_hash
from book.reader.chapters import ROOT

RECIPES = ROOT / "recipes"
NAMES = ["number_words", "spelling_to_sound", "german_to_english"]
IN_PAGES = re.compile(rf'data-network="({"|".join(NAMES)})"')

PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Networks</title>
<link rel="icon" href="data:,">
<script src="../_static/networks/network_worker.js" data-version="{version}"></script>"""


def script(name: str) -> str:
    """Return the script that brings a network: its weight file in base64."""
    weights = (RECIPES / name / "weights.safetensors").read_bytes()
    values = {"weights": base64.b64encode(weights).decode()}
    return f"NetworkWorker.receive({json.dumps(values)});\n"


def version(name: str) -> str:
    """Return a name for what the file of a network depends on."""
    return inputs_hash(ROOT, [f"recipes/{name}/*", "book/site/networks.py"])


def version_of_all() -> str:
    """Return a name for what all networks, and what runs them, depend on."""
    recipes = [f"recipes/{name}/*" for name in NAMES]
    return inputs_hash(
        ROOT,
        ["book/site/static/networks/*.js", "book/site/networks.py", *recipes],
    )


def write(names, folder: Path, kept: Path) -> None:
    """Write the files of networks, and the catalogue of their sizes.

    Made once for each version, they are kept in the folder `kept`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept.mkdir(parents=True, exist_ok=True)
    catalogue = {}
    for name in names:
        file = kept / f"{name}-{version(name)}.js"
        if not file.exists():
            for older in kept.glob(f"{name}-*.js"):
                older.unlink()
            file.write_text(script(name), encoding="ascii")
        content = file.read_bytes()
        (folder / f"{name}.js").write_bytes(content)
        catalogue[name] = {"bytes": len(content), "version": version(name)}
    text = f"NetworkWorker.receive({json.dumps(catalogue)});\n"
    (folder / "catalogue.js").write_text(text, encoding="ascii")


def stand_alone(folder: Path) -> Path:
    """Lay out a page that can run all networks, as in the built book; return it."""
    engine = Path(__file__).parent / "static" / "networks"
    shutil.copytree(engine, folder / "_static" / "networks")
    write(NAMES, folder / "_networks", ROOT / "_build" / "networks")
    page = folder / "chapters" / "page.html"
    page.parent.mkdir()
    page.write_text(PAGE.format(version=version_of_all()), encoding="utf-8")
    return page


def add_script(app, pagename, templatename, context, doctree) -> None:
    """Load network_worker.js, which loads all else when it is asked, where a figure needs it."""
    if IN_PAGES.search(context.get("body", "")):
        # Before the figures, which ask it for the size of what they offer.
        app.add_js_file(
            "networks/network_worker.js",
            loading_method="defer",
            priority=490,
            **{"data-version": version_of_all()},
        )


def write_those_of_pages(app, exception) -> None:
    """Put the networks beside the pages whose figures name them."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = (file.read_text("utf-8") for file in out.rglob("*.html"))
    named = {name for page in pages for name in IN_PAGES.findall(page)}
    if named:
        names = sorted(named, key=NAMES.index)
        write(names, out / "_networks", out.parent / "networks")


def setup(app) -> None:
    """Write last: what looks through the scripts of the pages need not look through numbers."""
    app.connect("html-page-context", add_script)
    app.connect("build-finished", write_those_of_pages, priority=950)
