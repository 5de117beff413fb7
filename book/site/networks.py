"""The trained networks as files that a page can load: a recipe's own weight file.

A file is a script, because a page that was opened from a folder can load nothing else, and its
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


def version_of_all() -> str:
    """Return a name for what all networks, and what runs them, depend on."""
    recipes = [f"recipes/{name}/*" for name in NAMES]
    own = ["book/site/static/networks/*.js", "book/site/networks.py"]
    return inputs_hash(ROOT, own + recipes)


def _receive(values: dict) -> bytes:
    return f"NetworkWorker.receive({json.dumps(values)});\n".encode("ascii")


def files(names) -> dict[str, bytes]:
    """Return the scripts that bring these networks, and the catalogue of their sizes, by name."""
    scripts, catalogue = {}, {}
    for name in sorted(names, key=NAMES.index):
        weights = (RECIPES / name / "weights.safetensors").read_bytes()
        script = _receive({"weights": base64.b64encode(weights).decode()})
        own = [f"recipes/{name}/*", "book/site/networks.py"]
        catalogue[name] = {
            "bytes": len(script),
            "version": inputs_hash(ROOT, own),
        }
        scripts[f"_networks/{name}.js"] = script
    if catalogue:
        scripts["_networks/catalogue.js"] = _receive(catalogue)
    return scripts


def stand_alone(folder: Path) -> Path:
    """Lay out a page that can run all networks, as in the built book; return it."""
    engine = Path(__file__).parent / "static" / "networks"
    shutil.copytree(engine, folder / "_static" / "networks")
    page = PAGE.format(version=version_of_all()).encode()
    for name, content in {"chapters/page.html": page, **files(NAMES)}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder / "chapters" / "page.html"
