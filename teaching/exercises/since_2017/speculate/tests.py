"""Greedy speculative decoding."""

import torch

from teaching.authoring.exercise import Test

MODELS = """\
def model(table, calls):
    def logits_of(tokens):
        ids = torch.as_tensor(list(tokens))
        calls.append(len(ids))
        before = torch.cat([ids[:1] * 0, ids[:-1]])
        return table[before, ids].clone()

    return logits_of


def run(answer, target, draft, tokens, n, new):
    calls = []
    given = tokens.tolist()
    written = answer(model(target, calls), model(draft, []), given, n, new)
    return [int(token) for token in written], len(calls), given


"""

TOKENS = (
    "import torch\n\n\n"
    + MODELS
    + """\
def driver(answer, target, draft, tokens, n, new):
    written, _, given = run(answer, target, draft, tokens, n, new)
    return {"the tokens": written, "what was handed in, afterwards": given}
"""
)

CALLS = (
    "import torch\n\n\n"
    + MODELS
    + """\
def driver(answer, target, draft, tokens, n, new):
    written, calls, _ = run(answer, target, draft, tokens, n, new)
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
        driver=TOKENS,
    ),
    Test(
        "few calls",
        3,
        "how often the target is called, for the same tokens",
        draw,
        driver=CALLS,
        trials=4,
    ),
    Test(
        "a perfect draft",
        1,
        "a draft that is always right",
        lambda rng: draw(rng, 2.0),
        driver=CALLS,
    ),
    Test(
        "a useless draft",
        1,
        "a draft that is hardly ever right",
        lambda rng: draw(rng, 0.0),
        driver=CALLS,
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
