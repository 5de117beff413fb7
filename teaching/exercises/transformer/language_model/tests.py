"""Only a decoder. Its inside is free, so facts are compared."""

from teaching.authoring.exercise import Test


def inputs(rng):
    sizes = {  # the table is the only matrix of its shape
        "vocab_size": int(rng.integers(37, 90)),
        "d_model": 12,
        "num_heads": 3,
        "num_layers": 2,
        "d_ff": int(rng.integers(14, 24)),
    }
    # All different, and one is left for `reads_few`.
    tokens = 1 + rng.permutation(sizes["vocab_size"] - 1)
    tokens = tokens[: int(rng.integers(10, 13))]
    return sizes, tokens, int(rng.integers(10**6))


MODEL = """\
import torch


def build(answer, seed, sizes):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return answer(**sizes)


def influences(model, shape, tokens, step):
    \"\"\"How far each token but the ends moves the last logits and the first, if its vector moves.\"\"\"
    tables = [p.data for p in model.parameters() if p.shape == shape]
    direction = step * torch.linspace(-1, 1, shape[1])

    def ends():
        logits = model(tokens[None])[0, [-1, 0]]
        are_probabilities = logits.min() >= 0
        logits = logits.log() if are_probabilities else logits.log_softmax(-1)
        return logits - logits[:, :1]

    found = []
    with torch.no_grad():
        before = ends()
        for token in tokens[1:-1].tolist():
            rows = [table[token].clone() for table in tables]
            for table in tables:
                table[token] += table.std() * direction
            moved = ends() - before
            moved[:, token] = 0  # its row of the table projects, too
            found.append(moved.norm(dim=-1) / before.norm(dim=-1))
            for table, row in zip(tables, rows):
                table[token] = row
    return torch.stack(found, 1)


def attention(answer, seed, sizes, tokens):
    \"\"\"What every test asks besides: logits for each token, and a layer that attends.

    With weights a thousand times as large each head takes its vector from one token, so that the
    last position does not read all. A mean does. With small weights it reads all alike, which a
    state that is carried along does not: there the first are forgotten. What is below 2e-5 is
    rounding.
    \"\"\"
    shape = sizes["vocab_size"], sizes["d_model"]
    facts = []
    for factor, step in [(1000, 0.01), (0.1, 2.0)]:
        model = build(answer, seed, {**sizes, "num_layers": 1}).eval()
        for weights in model.parameters():
            if weights.dim() > 1:  # small logits: probabilities move as well
                weights.data *= 0.1 if weights.shape == shape else factor
        facts.append(influences(model, shape, tokens, step))
    return {
        "the shape of the logits of one layer": list(model(tokens[None]).shape),
        "influences": facts,
    }


"""

EXAMINER = """\
def examine(ask, sizes, tokens, seed):
    found = ask(sizes, tokens, seed)
    large, small = found.pop("influences")
    few = (large[0] > 1e-5).sum() < len(tokens) - 2
    alike = (small.min(1) > 0.05 * small.max(1)) & (small.max(1) > 2e-5)
    return {
        "with large weights the heads choose, and do not read all tokens": bool(few),
        "with small weights they read all tokens alike": bool(alike.any()),
        **found,
    }
"""

LOGITS = (
    MODEL
    + """\
def driver(answer, sizes, tokens, seed):
    model, tokens = build(answer, seed, sizes), torch.from_numpy(tokens)
    batch = torch.stack([tokens, tokens.flip(0), tokens.roll(1)])
    with torch.no_grad():
        logits, evaluated = model.train()(batch), model.eval()(batch)
        shorter = model(batch[:, :4])
        alone = model(batch[1:2])
    sums = logits.sum(dim=-1)
    return {
        **attention(answer, seed, sizes, tokens),
        "the shape of the logits": list(logits.shape),
        "the shape for shorter texts": list(shorter.shape),
        "the logits are probabilities": torch.allclose(sums, torch.ones_like(sums)),
        "training mode gives the same as evaluation mode": torch.allclose(
            logits, evaluated, atol=1e-4
        ),
        "a text alone gives the same": torch.allclose(alone[0], logits[1], atol=1e-4),
    }
"""
)

CAUSAL = (
    MODEL
    + """\
def driver(answer, sizes, tokens, seed):
    model = build(answer, seed, sizes).eval()
    tokens = torch.from_numpy(tokens)[None]
    seen = []
    with torch.no_grad():
        before = model(tokens)[0]
        for place in range(tokens.shape[1]):
            other = tokens.clone()
            other[0, place] = (other[0, place] + 1) % sizes["vocab_size"]
            seen.append((model(other)[0] - before).abs().amax(dim=-1) > 1e-4)
    return {
        **attention(answer, seed, sizes, tokens[0]),
        "position i sees the token at j, as a table [i, j]": torch.stack(seen, 1),
    }
"""
)

POSITIONS = (
    MODEL
    + """\
def driver(answer, sizes, tokens, seed):
    model = build(answer, seed, {**sizes, "num_layers": 1}).eval()
    tokens = torch.from_numpy(tokens)[None]
    exchanged = tokens[:, [1, 0, *range(2, tokens.shape[1])]]
    same = torch.full_like(tokens, 3)
    with torch.no_grad():
        last, other = model(tokens)[0, -1], model(exchanged)[0, -1]
        first, *_, end = model(same)[0]
    return {
        **attention(answer, seed, sizes, tokens[0]),
        "two earlier tokens exchanged change the last logits": bool(
            (last - other).abs().max() > 1e-4
        ),
        "one token at two positions gives different logits": bool(
            (first - end).abs().max() > 1e-4
        ),
    }
"""
)

PARTS = (
    MODEL
    + """\
@torch.no_grad()
def norm_comes_first(model, tokens, shape):
    # Layers with the norm first add numbers of one size, whatever the vectors' size. Beside
    # large vectors that is nothing: what is left are the norm at the end and the projection.
    tables = [p for p in model.parameters() if p.shape == shape]
    for table in tables:
        table *= 1000
    if not tables:
        return False
    x = torch.nn.functional.layer_norm(tables[0][tokens], shape[1:])
    left, logits = x @ tables[0].T, model.eval()(tokens[None])
    if logits.shape[1:] != left.shape:
        return False
    return bool((logits[0] - left).abs().max() < left.abs().max() / 20)


def driver(answer, sizes, tokens, seed):
    found = attention(answer, seed, sizes, torch.from_numpy(tokens))
    for layers in [1, 3]:
        model = build(answer, seed, {**sizes, "num_layers": layers})
        count = sum(p.numel() for p in model.parameters() if p.requires_grad)
        found[f"the number of parameters with num_layers={layers}"] = count
    shape = (sizes["vocab_size"], sizes["d_model"])
    first = norm_comes_first(model, torch.from_numpy(tokens), shape)
    found["large embeddings pass the layers, as with the norm first"] = first
    return found
"""
)

LEARNS = (
    MODEL
    + """\
def loss_after(steps, model, vocabulary):
    vocabulary = min(vocabulary, 11)  # the circle is a part of it
    circle = torch.arange(25) % vocabulary
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    for _ in range(steps):
        logits = model(circle[None, :-1])[0]
        loss = torch.nn.functional.cross_entropy(logits, circle[1:])
        if loss < 0.2:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss


def driver(answer, sizes, tokens, seed):
    found = attention(answer, seed, sizes, torch.from_numpy(tokens))
    model = build(answer, seed, sizes).eval()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the matrices are small: a second would only wait
    try:
        loss = loss_after(40, model, sizes["vocab_size"])
    finally:
        torch.set_num_threads(threads)
    return {**found, "the loss is small within 40 steps": bool(loss < 0.2)}
"""
)

TESTS = [
    Test(
        "logits",
        1,
        "logits of shape (B, T, vocab_size), without dropout",
        inputs,
        driver=LOGITS,
        examiner=EXAMINER,
        trials=1,
    ),
    Test(
        "causal",
        1,
        "each position sees itself and all before it, and nothing after it",
        inputs,
        driver=CAUSAL,
        examiner=EXAMINER,
        trials=1,
    ),
    Test(
        "positions",
        1,
        "the order of the tokens matters, in a single layer too",
        inputs,
        driver=POSITIONS,
        examiner=EXAMINER,
        trials=1,
    ),
    Test(
        "parts",
        1,
        "one table, layers of self-attention and feed-forward, norms first and a last one",
        inputs,
        driver=PARTS,
        examiner=EXAMINER,
        trials=2,
    ),
    Test(
        "learns",
        1,
        "it learns to count in a circle",
        inputs,
        driver=LEARNS,
        examiner=EXAMINER,
        trials=1,
        seconds=60.0,
    ),
]
