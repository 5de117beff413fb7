"""Early stopping, with the bug that is planted in the chapter."""

from teaching.authoring.exercise import Test


def draw(rng):
    """The weights of all epochs, their validation losses, and the patience."""
    patience = int(rng.integers(1, 4))
    falling = int(rng.integers(3, 6))
    losses = sorted(rng.uniform(0.3, 3.0, falling), reverse=True)
    if patience > 1:  # a bump that is no reason to stop
        losses.insert(1, losses[0] + float(rng.uniform(0.1, 0.5)))
    worse = losses[-1] + rng.uniform(0.1, 1.0, patience + 3)
    losses = [round(float(each), 6) for each in [*losses, *worse]]
    weights = rng.normal(size=(len(losses), 3, 2)).astype("float32")
    return weights, losses, patience


DRIVER = """\
import torch


class Epochs(torch.nn.Module):
    # A model with parameters in layers, and with a number that is no parameter.
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList(
            torch.nn.Linear(2, 1, bias=False) for _ in range(2)
        )
        self.register_buffer("running", torch.zeros(1, 2))

    @torch.no_grad()
    def become(self, weights):
        for own, new in zip(self.state_dict().values(), weights, strict=True):
            own.copy_(torch.as_tensor(new)[None])


def driver(answer, told, patience):
    model = Epochs()
    found = answer(
        model,
        lambda: model.become(told("weights")),
        lambda: told("loss"),
        patience,
    )
    return (
        list(found),
        [p.detach() for p in model.parameters()],
        model.running,
    )
"""

EXAMINER = """\
def examine(ask, weights, losses, patience):
    seen = []

    def told(what):
        if what == "weights":
            return weights[len(seen)]
        seen.append(losses[len(seen)])
        return seen[-1]

    found, parameters, buffer = ask(patience, oracle=told)
    return {
        "the losses": found,
        "the number of epochs": len(seen),
        "the parameters afterwards": parameters,
        "the buffer afterwards": buffer,
    }
"""

TESTS = [
    Test(
        "best state",
        4,
        "the losses, and the parameters and buffers of the epoch with the smallest one",
        draw,
        driver=DRIVER,
        examiner=EXAMINER,
        trials=4,
    ),
]
