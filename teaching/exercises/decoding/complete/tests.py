"""Greedy decoding from a given beginning, each position once."""

from teaching.authoring.exercise import Test


def draw(rng, longest):
    """Sources with padding, a prefix, the id of the end, a limit, and the network's seed."""
    sizes = rng.permutation([2, 2, 3, 4, 5])
    sources = [rng.integers(3, 9, size).tolist() for size in sizes]
    width = max(map(len, sources))
    src = [[*source, *[0] * (width - len(source))] for source in sources]
    prefix = [1, *rng.integers(3, 7, int(rng.integers(1, longest))).tolist()]
    return src, prefix, int(rng.integers(5, 9)), int(rng.integers(10_000))


DRIVER = """\
import torch

from transformer_lib import Transformer


def driver(answer, src, prefix, limit, seed):
    torch.manual_seed(seed)
    sizes = {"d_model": 6, "num_heads": 2, "num_layers": 2, "d_ff": 7}
    model = Transformer(9, 9, **sizes, dropout=0.3, max_len=24).double().eval()
    with torch.no_grad():
        model.src_embedding.table.weight.mul_(2)
        model.projection.weight.mul_(5)
        model.projection.bias[[0, 1, 2]] = torch.tensor(BIAS).double()
    src, prefix = torch.tensor(src), torch.tensor(prefix)
    passes = []
    model.decoder.layers[1].register_forward_pre_hook(
        lambda _, given: passes.append(given[0].shape[1])
    )
    # The end is what one of the sequences says first, or nothing ever says.
    end = END
    if end is None:
        memory = model.encode(src[:1, : int((src[0] != 0).sum())])
        logits = model.decode(prefix[None], memory)[0, -1]
        end = int(logits[3:].argmax()) + 3
        passes.clear()
    tokens = answer(model, src, prefix, end, limit)
    return {
        "the tokens": tokens,
        "target positions in the decoder": sum(passes),
    }
"""

NEVER = "[-99.0, -99.0, -99.0]"
TESTS = [
    Test(
        "no end",
        2,
        "the prefix and greedy decoding after it, each position computed once",
        lambda rng: draw(rng, 5),
        driver=DRIVER.replace("BIAS", NEVER).replace("END", "2"),
        trials=2,
    ),
    Test(
        "end",
        2,
        "padding after the end, in each sequence by itself",
        lambda rng: draw(rng, 5),
        driver=DRIVER.replace("BIAS", NEVER).replace("END", "None"),
        trials=2,
    ),
    Test(
        "padding",
        1,
        "padding is never chosen, even where its logit is the largest",
        lambda rng: draw(rng, 3),
        driver=DRIVER.replace("BIAS", "[99.0, -99.0, -99.0]").replace(
            "END", "2"
        ),
        trials=2,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 9: -1 -> 1": "logits have two dimensions: the last one is dimension 1",
}
