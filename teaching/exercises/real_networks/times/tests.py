"""Frames cut into one stretch per token, in order."""

import torch

from teaching.authoring.exercise import Test


def draw(rng, T, S, sharpness=1.0):
    """Weights of T tokens over S frames; each row a distribution."""
    scores = sharpness * rng.normal(size=(T, S))
    return (torch.from_numpy(scores).softmax(dim=-1).float(),)


def speech(rng, T, S):
    """Each token looks at its own moment, and half of them also far away."""
    centres = (torch.arange(T) + 0.5) * S / T
    centres = centres + torch.from_numpy(rng.uniform(-3, 3, T))
    scores = -(((torch.arange(S) - centres[:, None]) / 3) ** 2)
    noise = torch.from_numpy(rng.normal(size=(T, S)))
    weights = (scores + noise).softmax(dim=-1)
    weights += torch.from_numpy(rng.uniform(0, 0.05, (T, S)))
    for row in rng.permutation(T)[: T // 2]:
        weights[int(row), int(rng.integers(S))] += 0.6
    weights = weights / weights.sum(dim=-1, keepdim=True)
    return (weights.float(),)


TESTS = [
    Test(
        "small",
        2,
        "one to seven tokens, seven frames",
        lambda rng: draw(rng, int(rng.integers(1, 8)), 7),
        trials=5,
    ),
    Test(
        "as speech",
        4,
        "twelve tokens in 90 frames, half of which look far away too",
        lambda rng: speech(rng, 12, 90),
        trials=3,
    ),
    Test(
        "long",
        2,
        "25 tokens in 400 frames",
        lambda rng: speech(rng, 25, 400),
        trials=1,
        seconds=5,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    f"line 5: 0 -> {other}": "frame 0 is the first token's in every cut"
    for other in ("1", "-1")
} | {
    change: "it decides between cuts of nearly the same sum only"
    for change in (
        "line 3: drop weights = weights.double()",
        "line 3: weights.double() -> weights",
        "line 9: before > best -> before >= best",
    )
}
