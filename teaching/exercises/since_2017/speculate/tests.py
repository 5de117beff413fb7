"""Greedy speculative decoding."""

import torch

from teaching.authoring.exercise import Test

# Both models answer from outside, where the calls are counted.
ASKS = """\
import torch


def driver(answer, told, tokens, n, new):
    def model(name):
        return lambda tokens: torch.as_tensor(
            told(name, [int(token) for token in tokens])
        )

    given = tokens.tolist()
    written = answer(model("target"), model("draft"), given, n, new)
    return [int(token) for token in written], given
"""

MODELS = """\
import numpy as np


def run(ask, target, draft, tokens, n, new):
    tables = {"target": target.numpy(), "draft": draft.numpy()}
    calls = {"target": 0, "draft": 0}

    def told(name, tokens):
        calls[name] += 1
        ids = np.array(tokens)
        return tables[name][np.append(0, ids[:-1]), ids]

    written, given = ask(tokens, n, new, oracle=told)
    return written, calls["target"], given == tokens.tolist()


"""

TOKENS = (
    MODELS
    + """\
def examine(ask, *inputs):
    written, _, as_before = run(ask, *inputs)
    return {"the tokens": written, "what was handed in is as before": as_before}
"""
)

CALLS = (
    MODELS
    + """\
def examine(ask, *inputs):
    written, calls, _ = run(ask, *inputs)
    return {"the tokens": written, "calls of the target": calls}
"""
)

V = 9


def draw(rng, agreement=0.75):
    """Two models whose next token depends on the last two; often they agree."""
    target = torch.from_numpy(rng.normal(size=(V, V, V))).float()
    other = torch.from_numpy(rng.normal(size=(V, V, V))).float()
    same = torch.from_numpy(rng.random((V, V, 1)) < agreement)
    draft = torch.where(same, target, other)
    tokens = torch.from_numpy(rng.integers(1, V, size=int(rng.integers(2, 5))))
    return (
        target,
        draft,
        tokens,
        int(rng.integers(2, 6)),
        int(rng.integers(17, 30)),
    )


TESTS = [
    Test(
        "the target's own text",
        3,
        "the tokens are the target's greedy ones; what was handed in stays",
        draw,
        driver=ASKS,
        examiner=TOKENS,
    ),
    Test(
        "few calls",
        3,
        "how often the target is called, for the same tokens",
        draw,
        driver=ASKS,
        examiner=CALLS,
        trials=4,
    ),
    Test(
        "a perfect draft",
        1,
        "a draft that is always right",
        lambda rng: draw(rng, 2.0),
        driver=ASKS,
        examiner=CALLS,
    ),
    Test(
        "a useless draft",
        1,
        "a draft that is hardly ever right",
        lambda rng: draw(rng, 0.0),
        driver=ASKS,
        examiner=CALLS,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    **dict.fromkeys(
        (
            "line 7: draft(guess)[-1].argmax().item()"
            " -> draft(guess)[-1].argmax()",
            "line 8: target(guess).argmax(dim=-1).tolist()"
            " -> target(guess).argmax(dim=-1)",
        ),
        "a tensor of one number serves as a number",
    ),
    "line 8: -1 -> 1": "the logits have two dimensions",
}
