"""The pictures of pages that are no notebooks; each function draws one and returns its figure."""

import sys
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import matplotlib.pyplot as plt
import numpy as np

from drawing import (
    PART,
    PULL,
    Diagram,
    draw_pull,
    draw_weights,
    explorer_element,
)

SENTENCE = ["the", "boat", "left", "the", "river", "bank"]
OTHER = ["the", "gold", "left", "the", "national", "bank"]
VECTORS = {  # those of the self-attention chapter
    "the": [0, 0, 0],
    "boat": [2, 0, 1],
    "left": [0, 0, 2],
    "river": [3, 0, 0],
    "bank": [1, 1, 0],
    "gold": [0, 3, 0],
    "national": [0, 2, 0],
}


def _words(diagram, words, y, left, width, kind="data"):
    """A row of boxes with words in them."""
    return [
        diagram.box(left + width * (i + 0.5), y, word, kind, width - 0.1, 0.36)
        for i, word in enumerate(words)
    ]


def network():
    """The whole Transformer, with the chapters in which each part is built."""
    d = Diagram(4.8, 5.0)
    left, right, tall = 1.12, 3.67, 0.55
    d.frame(0.1, 1.25, 2.05, 2.3, "encoder × N")
    d.frame(2.65, 1.25, 2.05, 3.05, "decoder × N")

    def part(x, y, name, chapters, kind="trained"):
        return d.box(x, y, f"{name}\nchapter{chapters}", kind, 1.8, tall)

    d.note(left, 0.17, "the boat left the river bank", size=10)
    d.note(right, 0.17, "das Boot", size=10)
    embed = part(left, 0.75, "embedding + position", " 5")
    embed_out = part(right, 0.75, "embedding + position", " 5")
    d.arrow((left, 0.3), embed.bottom)
    d.arrow((right, 0.3), embed_out.bottom)
    attend = part(left, 1.8, "self-attention", "s 1 to 4", "attention")
    feed = part(left, 2.8, "feed-forward", " 5")
    masked = part(
        right, 1.8, "masked self-attention", "s 6 and 7", "attention"
    )
    cross = part(right, 2.65, "cross-attention", " 6", "attention")
    feed_out = part(right, 3.5, "feed-forward", " 5")
    last = d.box(
        right, 4.7, "next token: verließ\nchapters 8 to 10", "data", 1.8, tall
    )
    for lower, upper in [
        (embed, attend),
        (attend, feed),
        (embed_out, masked),
        (masked, cross),
        (cross, feed_out),
        (feed_out, last),
    ]:
        d.arrow(lower.top, upper.bottom)
    d.arrow(feed.top, (left, 3.85), (2.4, 3.85), (2.4, 2.65), cross.left)
    d.note(1.75, 4.0, "memory", size=10)
    return d.figure


def two_banks():
    """*Bank* beside river and beside gold; live, its point moves as the words are exchanged."""
    river, gold = (
        np.array([VECTORS[word] for word in words])
        for words in (SENTENCE, OTHER)
    )
    shares = np.arange(21) / 20  # of the second sentence
    steps = []
    for share in shares:
        vectors = (1 - share) * river + share * gold
        weights = np.exp(vectors @ vectors[-1])
        weights /= weights.sum()
        step = {
            "points": vectors[:, :2],
            "weights": weights,
            "context": weights @ vectors,
        }
        steps.append({name: x.round(3).tolist() for name, x in step.items()})
    fig, panels = plt.subplots(1, 2, figsize=(4.8, 2.9), sharey=True)
    for ax, words, step in [
        (panels[0], SENTENCE, steps[0]),
        (panels[1], OTHER, steps[-1]),
    ]:
        draw_pull(
            ax,
            words,
            np.array(step["points"]),
            step["weights"],
            5,
            step["context"][:2],
        )
        ax.set(xlabel="water", xlim=(-0.5, 3.6), ylim=(-0.5, 3.6))
        ax.set_title(f"… {words[4]} bank", size=11)
    panels[0].set_ylabel("money")
    values = {
        "axes": ["water", "money"],
        "sentences": [SENTENCE, OTHER],
        "steps": steps,
    }
    return fig, explorer_element("pull", values)


def colours():
    """What the colours mean, in all diagrams and planes."""
    d = Diagram(4.8, 3.94)
    height, left = 0.44, 1.75
    for i, (kind, means) in enumerate(
        {
            "data": "flows: tokens, vectors, outputs",
            "trained": "has weights that training changes",
            "attention": "scores, weights, weighted sums",
            "norm": "adds and normalises",
            "fixed": "computes, and is never trained",
        }.items()
    ):
        y = 3.69 - height * i
        d.box(0.85, y, kind, kind, 1.4, 0.34)
        d.note(left, y, means, ha="left", size=10)
    y -= height
    d.axes.plot(0.85, y, "o", color=PART["key"], ms=9)
    d.note(left, y, "a word looked at: its point, its key", ha="left", size=10)
    y -= height
    d.axes.plot(0.85, y, "o", color=PART["value"], ms=9)
    d.note(left, y, "its value: what is taken from it", ha="left", size=10)
    y -= height
    d.axes.annotate(
        "",
        (1.4, y),
        xytext=(0.3, y),
        arrowprops={"arrowstyle": "-|>", "color": PULL, "lw": 2.2},
    )
    d.note(left, y, "the word that looks, and its query", ha="left", size=10)
    y -= height
    d.axes.imshow(
        np.linspace(0, 1, 6)[None],
        cmap="Blues",
        vmin=0,
        vmax=1,
        extent=(0.15, 1.55, y - 0.15, y + 0.15),
        aspect="auto",
    )
    d.axes.set(xlim=(0, 4.8), ylim=(0, 3.94))
    d.note(left, y, "a weight, from 0 to 1", ha="left", size=10)
    return d.figure


def before_attention():
    """A recurrent network reads word after word into one vector; attention looks at all."""
    d = Diagram(4.8, 3.9)
    width = 0.78
    d.note(0.06, 3.72, "recurrent: one step per word", ha="left", size=10)
    words = _words(d, SENTENCE, 2.35, 0.06, width)
    states = _words(d, [f"$h_{i}$" for i in range(1, 7)], 3.15, 0.06, width)
    for word, state in zip(words, states, strict=True):
        d.arrow(word.top, state.bottom)
    for one, other in pairwise(states):
        d.arrow(one.right, other.left)
    d.note(
        0.06, 1.72, "self-attention: one step, every pair", ha="left", size=10
    )
    below = _words(d, SENTENCE, 0.3, 0.06, width)
    above = _words(
        d, [f"$y_{i}$" for i in range(1, 7)], 1.3, 0.06, width, "attention"
    )
    for i, (low, high) in enumerate(zip(below, above, strict=True)):
        if i < 5:
            d.arrow(low.top, above[5].bottom)
        else:
            d.arrow(low.top, high.bottom)
    return d.figure


def number():
    """The network of recipes/number_words writes a number; its cross-attention, and it, live."""
    # Here, since PyTorch takes seconds, and most pages need none.
    import torch

    from recipes.recipe import FOLDER, load_recipe
    from transformer_lib.reading_heads import attention_maps
    from transformer_lib.training import write_all
    from transformer_lib.weight_files import load_weights

    digits, words = "234", ["two", "hundred", "and", "thirty", "four"]
    data = load_recipe("number_words").data
    model, _ = load_weights(FOLDER / "number_words" / "weights.safetensors")
    source = data.english.encode(words)
    (ids,) = write_all(
        model,
        [source],
        start_id=data.german.start_id,
        end_id=data.german.end_id,
        max_new_tokens=model.config["max_len"] - 1,
    )
    maps = attention_maps(
        model, torch.tensor([source]), torch.tensor([ids[:-1]])
    )
    cross = maps.decoder_cross[:, 0]  # (layers, heads, T, S)
    tokens = [data.german.tokens[i] for i in ids[1:]]

    _, ax = plt.subplots(figsize=(3.6, 5.4))
    labels = [*tokens[:-1], "end"]
    draw_weights(cross[0].mean(0), labels, words, ax=ax, numbers=False)
    ax.set_aspect("auto")
    steps = [
        {
            "token": token,
            "cross": cross[:, :, t].double().round(decimals=2).tolist(),
        }
        for t, token in enumerate(tokens)
    ]
    sizes = {name: model.config[name] for name in ("num_layers", "num_heads")}
    values = {"text": digits, "words": words, "steps": steps, "sizes": sizes}
    return ax.figure, explorer_element("numbers", values, "number_words")
