"""Chapter 8, exercise 4: one table, three times."""

from teaching.authoring.exercise import Test


def inputs(rng):
    vocabulary = int(rng.integers(7, 40))
    sizes = {
        "d_model": int(rng.choice([6, 12])),
        "num_heads": 3,
        "num_layers": 1,
        "d_ff": int(rng.integers(5, 9)),
    }
    return sizes, vocabulary, vocabulary + int(rng.choice([-2, -1, 1, 3]))


SHARED = """\
import torch
from transformer_lib import Transformer


def driver(answer, sizes, vocabulary, _):
    found = {}
    for tied in [False, True]:
        model = Transformer(vocabulary, vocabulary, **sizes, tie_weights=tied)
        result = answer(model)
        name = "a tied Transformer" if tied else "a Transformer"
        source = model.src_embedding.table.weight
        target = model.tgt_embedding.table.weight
        projection = model.projection.weight
        found |= {
            f"{name}: the model itself comes back": result is model,
            f"{name}: the projection has the target's values": torch.equal(
                projection, target
            ),
            f"{name}: the projection has the target's memory": (
                projection.data_ptr() == target.data_ptr()
            ),
            f"{name}: the projection is the target's tensor": projection is target,
            f"{name}: the source has the target's values": torch.equal(source, target),
            f"{name}: the source is the target's tensor": source is target,
            f"{name}: the table can be trained": target.requires_grad,
            f"{name}: the number of weights": sum(
                p.numel() for p in model.parameters() if p.dim() > 1
            ),
        }
    return found
"""

WORKS = """\
import torch
from transformer_lib import Transformer


def driver(answer, sizes, vocabulary, _):
    model = Transformer(vocabulary, vocabulary, **sizes)
    answer(model)
    logits = model(torch.tensor([[1, 2, 3]]), torch.tensor([[3, 1]]))
    logits.sum().backward()
    return {
        "the projection has no bias": model.projection.bias is None,
        "the shape of the logits": list(logits.shape),
        "the number of parameters": sum(p.numel() for p in model.parameters()),
        "the table has a gradient": model.tgt_embedding.table.weight.grad is not None,
    }
"""

REFUSES = """\
from transformer_lib import Transformer


def driver(answer, sizes, vocabulary, other):
    model = Transformer(vocabulary, other, **sizes)
    try:
        answer(model)
        raised = False
    except ValueError:
        raised = True
    model = Transformer(vocabulary, vocabulary, **sizes)
    answer(model)
    return {
        f"vocabularies of {vocabulary} and {other} raise a ValueError": raised,
        f"the number of weights with {vocabulary} and {vocabulary}": sum(
            p.numel() for p in model.parameters() if p.dim() > 1
        ),
    }
"""

TESTS = [
    Test(
        "shared",
        1,
        "both embeddings and the projection hold the very same tensor",
        inputs,
        driver=SHARED,
        trials=2,
    ),
    Test(
        "works",
        1,
        "the projection has no bias, nothing is counted twice, and the model can be trained",
        inputs,
        driver=WORKS,
        trials=2,
    ),
    Test(
        "refuses",
        1,
        "vocabularies of different sizes raise a ValueError, and only they",
        inputs,
        driver=REFUSES,
    ),
]
