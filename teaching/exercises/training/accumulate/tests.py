"""One step on a batch that comes in parts."""

from teaching.authoring.exercise import Test


def draw(rng, empty):
    """Parts of different sizes: (source, target) lists, and a seed for the network."""
    parts = []
    for sequences in rng.permutation([1, 2, 4]):
        wide = int(rng.integers(3, 7))
        src = rng.integers(3, 9, (sequences, int(rng.integers(2, 5))))
        tgt = rng.integers(3, 9, (sequences, wide))
        tgt[:, 0] = 1
        for row in tgt[1:]:
            row[int(rng.integers(2, wide)) :] = 0
        parts.append((src, tgt))
    if empty:
        src, tgt = rng.integers(3, 9, (2, 3)), rng.integers(1, 2, (2, 4))
        tgt[:, 1:] = 0
        parts.insert(int(rng.integers(4)), (src, tgt))
        one = tgt[:1].copy()  # and a part in which one target counts
        one[0, 1] = rng.integers(3, 9)
        parts.insert(int(rng.integers(4)), (src[:1], one))
    rate = float(rng.uniform(0.2, 0.8))
    return parts, rate, int(rng.integers(1000))


DRIVER = """\
import torch

from transformer_lib import Transformer


def driver(answer, parts, rate, seed):
    torch.manual_seed(seed)
    sizes = {"d_model": 6, "num_heads": 2, "num_layers": 1, "d_ff": 7}
    model = Transformer(9, 9, **sizes, dropout=0.0, max_len=8).double()
    # Plain gradient descent: the step is the gradient, sizes and all.
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    for parameter in model.parameters():  # left over from another step
        parameter.grad = torch.ones_like(parameter)
    most = []
    model.encoder.register_forward_pre_hook(
        lambda _, given: most.append(len(given[0]))
    )
    parts = [tuple(torch.from_numpy(x) for x in part) for part in parts]
    model.eval()
    refused = ""
    if REFUSE:
        nothing = [(src, torch.ones_like(tgt[:, :1])) for src, tgt in parts]
        padded = [
            (src, torch.cat([tgt, 0 * tgt], dim=1)) for src, tgt in nothing
        ]
        try:
            answer(model, optimizer, padded)
        except ValueError:
            refused = "ValueError"
        most.clear()
    loss = answer(model, optimizer, parts)
    result = {
        "the mean loss": loss,
        "the most sequences in one pass": max(most, default=0),
        "the projection's bias after the step": model.projection.bias.detach(),
        "a weight after the step": model.projection.weight[3].detach(),
    }
    if REFUSE:
        result["the error where nothing counts"] = refused
    if MODE:
        result["training mode"] = model.training
    return result
"""

TESTS = [
    Test(
        "one step",
        3,
        "the loss of the whole batch, and the weights after one step on it, one part at a time",
        lambda rng: draw(rng, empty=False),
        driver=DRIVER.replace("REFUSE", "False").replace("MODE", "True"),
        trials=2,
    ),
    Test(
        "empty part",
        1,
        "a part in which nothing counts does not matter",
        lambda rng: draw(rng, empty=True),
        driver=DRIVER.replace("REFUSE", "False").replace("MODE", "False"),
        trials=1,
    ),
    Test(
        "nothing counts",
        1,
        "a ValueError where nothing counts; afterwards a step as before",
        lambda rng: draw(rng, empty=False),
        driver=DRIVER.replace("REFUSE", "True").replace("MODE", "False"),
        trials=1,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 15: (loss * count / total).item() -> loss * count / total": (
        "a tensor that holds the number is accepted as well"
    ),
    "line 10: zip(parts, counts, strict=True) -> zip(parts, counts)": (
        "there is a count for each part, so both lists are equally long"
    ),
    "line 10: True -> False": (
        "there is a count for each part, so both lists are equally long"
    ),
}
