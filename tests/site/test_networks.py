"""The networks in the page give what the library gives: in Chromium, in Firefox, from a folder.

    NETWORK_INPUTS=500 python -m pytest tests/site/test_networks.py -k equal -s

compares 500 held-out inputs of each network in place of a few, and prints a table.
"""

import base64
import functools
import math
import os
import random

import numpy as np
import pytest
import torch

from book.reader.chapters import ROOT
from book.site import networks
from recipes.recipe import load_recipe
from tests.conftest import serving
from transformer_lib.decoding import top_k, top_p
from transformer_lib.reading_heads import attention_maps, without_head
from transformer_lib.training import Vocabulary, write_all
from transformer_lib.weight_files import load_weights, search_all

pytestmark = pytest.mark.seconds(30)

INPUTS = int(os.environ.get("NETWORK_INPUTS", 0))
GREEDY, BEAMS, TRACES = (INPUTS,) * 3 if INPUTS else (40, 8, 6)
AT_ONCE = 20  # what the page gives back in one piece
LIMITS = {"start_id": Vocabulary.start_id, "end_id": Vocabulary.end_id}
EXAMPLES = {
    "number_words": "one thousand two hundred and thirty four",
    "spelling_to_sound": "transformer",
    "german_to_english": "Die Datei kann nicht gespeichert werden.",
}
PARTS = {
    "encoder": "encoder.layers.{}.self_attention.weights",
    "decoder_self": "decoder.layers.{}.self_attention.weights",
    "decoder_cross": "decoder.layers.{}.cross_attention.weights",
}
# What the tests ask of the page. Numbers come as base64: as JSON they would take minutes.
HELPERS = """window.packed = (value) => {
  const numbers = [];
  const collect = (each) => {
    if (each instanceof Float32Array) numbers.push(...each); else each.forEach(collect);
  };
  collect(value);
  const bytes = new Uint8Array(Float32Array.from(numbers).buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192)
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};
window.each = async (texts, call) => {
  const results = [];
  for (const text of texts) results.push(await call(text));
  return results;
};"""


def unpacked(text: str, shape) -> torch.Tensor:
    """What `packed` has packed."""
    numbers = np.frombuffer(base64.b64decode(text), dtype=np.float32)
    return torch.from_numpy(numbers.copy()).view(shape)


# ---- the same in Python ----


class Reference:
    """A network of the library, with the texts of the part that no training has seen."""

    def __init__(self, name):
        self.name = name
        path = ROOT / "recipes" / name / "weights.safetensors"
        self.model, _ = load_weights(path)
        self.data = data = load_recipe(name).data
        if name == "number_words":
            numbers = (data.numbers[n] for n in data.parts["test"])
            texts = [" ".join(english) for english, _ in numbers]
            self.source, self.target = data.english, data.german
            self.read = lambda text: self.source.encode(text.split())
            self.join = "".join
        elif name == "spelling_to_sound":
            texts = data.words_of("test")
            self.source, self.target = data.letters, data.sounds
            self.read = self.source.encode
            self.join = " ".join
        else:
            texts = list(dict.fromkeys(g for g, _ in data.texts("test")))
            self.source, self.target = data.german, data.english
            self.read = self.source.encode
            self.join = str
        random.Random(0).shuffle(texts)
        self.texts = texts
        self.max_new_tokens = self.model.config["max_len"] - 1

    def generate(self, texts):
        """The token ids that the network writes greedily."""
        sources = [self.read(text) for text in texts]
        length = self.max_new_tokens
        return write_all(self.model, sources, max_new_tokens=length, **LIMITS)

    def said(self, ids):
        """The text of token ids."""
        return self.join(self.target.decode(ids))

    def error(self, text):
        """What the library says of a text that it does not take; with its limit of length."""
        with pytest.raises(ValueError) as caught:
            self.model.encode(torch.tensor([self.read(text)]))
        return str(caught.value)


@functools.cache
def reference(name) -> Reference:
    return Reference(name)


@pytest.fixture(params=networks.NAMES)
def network(request) -> Reference:
    """Each network in turn."""
    return reference(request.param)


# ---- the page ----


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A page, the engine and the networks, as they lie in the built book."""
    folder = tmp_path_factory.mktemp("networks")
    networks.stand_alone(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder):
    """The address of a server for that folder."""
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module")
def page(browser, site):
    """The page in Chromium, by http."""
    page = browser.new_page()
    page.goto(f"{site}chapters/page.html")
    page.add_script_tag(content=HELPERS)
    yield page
    page.close()


def ask(page, name, code, *values):
    """Evaluate code in which `network` is a loaded network and `values` is a list."""
    return page.evaluate(
        f"""async ([name, ...values]) => {{
          const network = await NetworkWorker.load(name);
          return {code};
        }}""",
        [name, *values],
    )


def ids(page, name, method, texts):
    """The ids of each text's tokens, and those that are written for it."""
    return ask(
        page,
        name,
        f"""each(values[0], async (text) => {{
          const {{ src, ids, hypotheses }} = await network.{method}(text);
          return [src.ids, ids ?? hypotheses[0].ids];
        }})""",
        texts,
    )


def report(network, what, inputs, result):
    if INPUTS:
        print(f"\n{network.name} | {what} | {inputs} inputs | {result}")


# ---- equal to the library ----


def test_greedy_tokens_are_equal(page, network):
    texts = network.texts[:GREEDY]
    expected = [
        [network.read(text), row]
        for text, row in zip(texts, network.generate(texts), strict=True)
    ]
    written = ids(page, network.name, "generate", texts)
    differ = [
        t for t, a, b in zip(texts, written, expected, strict=True) if a != b
    ]
    report(network, "greedy", len(texts), f"{len(differ)} differ: {differ}")
    assert not differ


def test_tokens_of_beams_are_equal(page, network):
    texts = network.texts[:BEAMS]
    expected = search_all(
        network.model, [network.read(text) for text in texts]
    )
    written = [row for _, row in ids(page, network.name, "beamSearch", texts)]
    differ = [
        t for t, a, b in zip(texts, written, expected, strict=True) if a != b
    ]
    report(network, "beams", len(texts), f"{len(differ)} differ: {differ}")
    assert not differ


def test_logits_and_maps_are_equal(page, network):
    texts, most = network.texts[:TRACES], {"logits": 0.0, "maps": 0.0}
    names = [
        name.format(n)
        for name in PARTS.values()
        for n in range(network.model.config["num_layers"])
    ]
    for first in range(0, len(texts), AT_ONCE):
        some = texts[first : first + AT_ONCE]
        given = ask(
            page,
            network.name,
            """each(values[0], async (text) => {
              const { tgt, record } = await network.trace(text);
              const maps = values[1].map((name) => record[name]);
              return [tgt.ids, packed(record.projection), packed(maps)];
            })""",
            some,
            names,
        )
        for text, (tgt, logits, maps) in zip(some, given, strict=True):
            src = torch.tensor([network.read(text)])
            right = attention_maps(network.model, src, torch.tensor([tgt]))
            every = torch.cat(
                [getattr(right, part).flatten() for part in PARTS]
            )
            logits = unpacked(logits, right.logits.shape) - right.logits
            maps = unpacked(maps, every.shape) - every
            for what, difference in ("logits", logits), ("maps", maps):
                most[what] = max(most[what], difference.abs().max().item())
    result = ", ".join(f"{what} {value:.1e}" for what, value in most.items())
    report(network, "largest differences", len(texts), result)
    assert most["logits"] < 1e-3
    assert most["maps"] < 1e-4


def test_every_value_of_the_record_is_that_of_the_module_of_this_name(
    page, network
):
    """And what is no module's output follows from those that are."""
    text, model = EXAMPLES[network.name], network.model
    tgt, values = network.generate([text])[0][:-1], {}

    def keep(name):
        def hook(module, inputs, output):
            output = output[0] if isinstance(output, tuple) else output
            key = name
            if name == "positions":
                key = (
                    "tgt_positions"
                    if "src_positions" in values
                    else "src_positions"
                )
            rows = output.detach().flatten(0, -2)  # of a batch of one
            values.setdefault(key, rows.clone())

        return hook

    hooks = [
        module.register_forward_hook(keep(name))
        for name, module in model.named_modules()
    ]
    with torch.no_grad():
        model(torch.tensor([network.read(text)]), torch.tensor([tgt]))
    for hook in hooks:
        hook.remove()
    values["probabilities"] = values["projection"].softmax(-1)

    names = ask(
        page,
        network.name,
        "Object.keys((await network.trace(values[0])).record)",
        text,
    )
    of_heads = (
        "query",
        "key",
        "value",
        "scores",
        "masked_scores",
        "weights",
        "mixed",
    )
    others = {n for n in names if n.rpartition(".")[2] not in of_heads}
    assert others <= set(values)
    assert (
        len(names) - len(others)
        == len(of_heads) * 3 * model.config["num_layers"]
    )
    given = ask(
        page,
        network.name,
        """network.trace(values[0]).then(({ record }) =>
          values[1].map((name) => packed(record[name])))""",
        text,
        sorted(others),
    )
    for name, packed in zip(sorted(others), given, strict=True):
        difference = unpacked(packed, values[name].shape) - values[name]
        assert difference.abs().max() < 1e-3, name


def test_a_head_is_made_of_its_scores(page, network):
    """From queries and keys to the scores, the mask, the weights and what is mixed."""
    for attention in (
        "encoder.layers.0.self",
        "decoder.layers.1.self",
        "decoder.layers.1.cross",
    ):
        parts = [
            "query",
            "key",
            "value",
            "scores",
            "masked_scores",
            "weights",
            "mixed",
        ]
        shapes, *packed = ask(
            page,
            network.name,
            """network.trace(values[0]).then(({ src, tgt, record, ...rest }) => [
              [src.ids.length, tgt.ids.length],
              ...values[1].map((part) => packed(record[`${values[2]}_attention.${part}`])),
            ])""",
            EXAMPLES[network.name],
            parts,
            attention,
        )
        config = network.model.config
        looked_at = (
            shapes[1] if attention == "decoder.layers.1.self" else shapes[0]
        )
        look = shapes[0] if attention.startswith("encoder") else shapes[1]
        H, K = config["num_heads"], config["d_model"] // config["num_heads"]
        query = unpacked(packed[0], (H, look, K))
        key, value = (
            unpacked(each, (H, looked_at, K)) for each in packed[1:3]
        )
        scores, masked, weights = (
            unpacked(each, (H, look, looked_at)) for each in packed[3:6]
        )
        torch.testing.assert_close(
            scores, query @ key.mT / math.sqrt(K), atol=1e-4, rtol=1e-4
        )
        right = scores
        if attention == "decoder.layers.1.self":
            future = torch.ones(look, look).triu(1).bool()
            right = scores.masked_fill(future, -math.inf)
        assert torch.equal(masked, right)
        torch.testing.assert_close(weights, masked.softmax(-1))
        torch.testing.assert_close(
            unpacked(packed[6], (H, look, K)),
            weights @ value,
            atol=1e-5,
            rtol=1e-4,
        )


def test_heads_switched_off_are_those_of_without_head(page, network):
    text, model = EXAMPLES[network.name], network.model
    src = torch.tensor([network.read(text)])
    tgt = network.generate([text])[0][:-1]
    off = [("encoder", 0, 1), ("decoder_self", 1, 3), ("decoder_cross", 1, 2)]
    with (
        without_head(model, *off[0]),
        without_head(model, *off[1]),
        without_head(model, *off[2]),
    ):
        right = attention_maps(model, src, torch.tensor([tgt])).logits[0]
        (written,) = network.generate([text])
    usual = attention_maps(model, src, torch.tensor([tgt])).logits[0]
    logits, ids, again = ask(
        page,
        network.name,
        """(async () => {
          const [text, said, off, given] = values;
          const { record } = await network.trace(text, { given: said, off });
          const { ids } = await network.generate(text, { off });
          const after = await network.trace(text, { given: given.slice(1) });
          return [packed(record.projection), ids, packed(after.record.projection)];
        })()""",
        text,
        network.said(tgt),
        [
            dict(zip(("part", "layer", "head"), each, strict=True))
            for each in off
        ],
        tgt,
    )
    assert (right - usual).abs().max() > 0.1
    assert (unpacked(logits, right.shape) - right).abs().max() < 1e-3
    assert (unpacked(again, right.shape) - usual).abs().max() < 1e-3
    assert ids == written


def test_tokens_and_texts_are_those_of_the_tokenizers(page, network):
    """Of the target side too, and of texts that are not as clean as those of the data."""
    texts = network.texts[:100]
    if network.name == "german_to_english":
        texts += ["  zwei  Leerzeichen ", "▁", "a▁b", "ÄÖÜß", "xyzxyzxyz"]
    else:
        texts += (
            [] if network.name == "spelling_to_sound" else ["  one   two "]
        )
    given = ask(
        page,
        network.name,
        "each(values[0], async (text) => (await network.tokenise(text)).ids)",
        texts,
    )
    assert given == [network.read(text) for text in texts]
    rows = network.generate(texts[:20])
    shown = ask(
        page,
        network.name,
        "each(values[0], (text) => network.generate(text))",
        texts[:20],
    )
    assert [each["text"] for each in shown] == list(map(network.said, rows))
    texts = [network.said(row) for row in rows]
    given = ask(
        page,
        network.name,
        """each(values[0], async (text) =>
          (await network.tokenise(text, { side: "target" })).ids)""",
        texts,
    )
    read = network.target.encode
    if network.name == "spelling_to_sound":
        texts = [text.split() for text in texts]
    assert given == [read(text) for text in texts]


# ---- what cannot be read ----

WRONG = [
    "",
    " \n ",
    "☃",
    "one ☃",
    "it's",
    'a"b\'c"☃',
    "a\u200bb",
    "a\xa0b",
    "é",
    "\\",
    "one\tBILLION",
    "a < b",
]


def test_a_text_that_cannot_be_read_is_refused_in_the_library_s_words(
    page, network
):
    word = EXAMPLES[network.name].split()[0]
    too_long = (
        " ".join([word] * 300)
        if network.name != "spelling_to_sound"
        else word * 20
    )
    texts = [too_long]
    for text in WRONG:
        try:
            network.read(text)
        except ValueError:
            texts.append(text)
    assert len(texts) > 5 and "a < b" in texts
    for method in "generate", "sample", "beamSearch", "trace":
        said = ask(
            page,
            network.name,
            f"""each(values[0], (text) => network.{method}(text).then(
              () => "nothing", (error) => error.message))""",
            texts,
        )
        assert said == [network.error(text) for text in texts], method
    assert "max_len" in said[0]
    # The worker goes on.
    assert ids(page, network.name, "generate", [EXAMPLES[network.name]])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"temperature": -1}, "temperature must be at least 0, got -1"),
        ({"k": 0}, "k must be at least 1, got 0"),
        ({"p": 0}, "p must be above 0 and at most 1, got 0"),
        ({"numBeams": 0}, "num_beams must be at least 1, got 0"),
        ({"maxNewTokens": 0}, "max_new_tokens must be at least 1, got 0"),
        ({"off": [{"part": "encoder", "layer": 2, "head": 0}]}, "layer 2 of 2 layers"),
        ({"off": [{"part": "encoder", "layer": 0, "head": 4}]}, "head 4 of 4 heads"),
        (
            {"off": [{"part": "x", "layer": 0, "head": 4}]},
            "part must be one of encoder, decoder_self, decoder_cross: 'x'",
        ),
    ],
)  # fmt: skip
def test_a_wrong_option_is_refused(page, options, said):
    method = "beamSearch" if "numBeams" in options else "sample"
    message = ask(
        page,
        "number_words",
        f"network.{method}('one', values[0]).catch((error) => error.message)",
        options,
    )
    assert message == said


# ---- beams and sampling ----


def test_beams_and_their_scores(page, network):
    """All hypotheses, not only the best; and each step's."""
    from transformer_lib.decoding import beam_search

    for text in network.texts[:3]:
        src = torch.tensor([network.read(text)])
        tokens, scores = beam_search(
            network.model,
            src,
            max_new_tokens=network.max_new_tokens,
            num_beams=3,
            alpha=1.0,
            **LIMITS,
        )
        rows = [[t for t in row if t != 0] for row in tokens[0].tolist()]
        hypotheses, steps = ask(
            page,
            network.name,
            """(async () => {
              const steps = [];
              const { hypotheses } = await network.beamSearch(
                values[0], { numBeams: 3, alpha: 1 }, (step) => steps.push(step));
              return [hypotheses, steps];
            })()""",
            text,
        )
        assert [each["ids"] for each in hypotheses] == rows
        found = [each["score"] for each in hypotheses]
        assert found == pytest.approx(scores[0].tolist(), abs=1e-3)
        assert all(len(step["unfinished"]) == 3 for step in steps[:-1])
        assert steps[-1]["finished"] == hypotheses


@pytest.mark.parametrize(("length", "beams"), [(1, 4), (5, 4), (1, 23)])
def test_beams_stop_at_the_limit(page, length, beams):
    """With 23 beams every token finds a place but padding."""
    from transformer_lib.decoding import beam_search

    network = reference("number_words")
    src = torch.tensor([network.read("three thousand and nine")])
    tokens, scores = beam_search(
        network.model, src, max_new_tokens=length, num_beams=beams, **LIMITS
    )
    hypotheses = ask(
        page,
        network.name,
        """(await network.beamSearch("three thousand and nine",
          { maxNewTokens: values[0], numBeams: values[1] })).hypotheses""",
        length,
        beams,
    )
    rows = [
        row for row in tokens[0].tolist() if row[0]
    ]  # the others are padding
    assert [each["ids"] for each in hypotheses] == rows
    found = [each["score"] for each in hypotheses]
    right = scores[0, : len(rows)].tolist()
    assert found == pytest.approx(right, abs=1e-3)


def test_only_what_ends_among_the_best_is_finished(page):
    """The end is the 15th of the first tokens: 10 beams see it, and do not take it."""
    finished = ask(
        page,
        "number_words",
        """each([10, 15], async (numBeams) => {
          const steps = [];
          await network.beamSearch("three thousand and nine", { numBeams, maxNewTokens: 2 },
            (step) => steps.push(step));
          return steps[0].finished.length;
        })""",
    )
    assert finished == [0, 1]


@pytest.mark.parametrize(
    ("temperature", "k", "p"),
    [(1, None, None), (0, None, None), (2.5, None, None), (3, 5, None),
     (3, None, 0.8), (4, 12, 0.9), (1, 10_000, 1)],
)  # fmt: skip
def test_sampling_draws_from_the_library_s_distribution(
    page, temperature, k, p
):
    network = reference("spelling_to_sound")
    text = EXAMPLES[network.name]
    options = {"temperature": temperature, "k": k, "p": p, "maxNewTokens": 1}
    drawn_from, probabilities = ask(
        page,
        network.name,
        """(async () => {
          let found;
          await network.sample(values[0], values[1], (step) => { found = step; });
          return [packed(found.drawnFrom), packed(found.probabilities)];
        })()""",
        text,
        options,
    )
    src = torch.tensor([network.read(text)])
    logits = attention_maps(network.model, src, torch.tensor([[1]])).logits[0]
    logits[:, 0] = -math.inf
    plain = logits.softmax(-1)
    if temperature == 0:
        right = (logits == logits.max()).float()
    else:
        right = logits / temperature
        right = right if k is None else top_k(right, k)
        right = (right if p is None else top_p(right, p)).softmax(-1)
    torch.testing.assert_close(
        unpacked(drawn_from, (1, -1)), right, atol=1e-4, rtol=0
    )
    torch.testing.assert_close(
        unpacked(probabilities, (1, -1)), plain, atol=1e-4, rtol=0
    )


def test_draws_are_as_frequent_as_they_are_probable(page):
    number = 600
    options = {"temperature": 6, "k": 4, "maxNewTokens": 1}
    drawn, from_ = ask(
        page,
        "number_words",
        """(async () => {
          const drawn = [];
          let from;
          for (let seed = 0; seed < values[1]; seed++)
            await network.sample("seven", { ...values[0], seed }, (step) => {
              drawn.push(step.id);
              from = step.drawnFrom;
            });
          return [drawn, [...from]];
        })()""",
        options,
        number,
    )
    assert sum(share > 0 for share in from_) == 4
    for token, share in enumerate(from_):
        deviation = math.sqrt(number * share * (1 - share))
        assert abs(drawn.count(token) - number * share) <= 4 * deviation, token


def test_a_seed_repeats_a_sample(page):
    options = {"temperature": 3, "maxNewTokens": 20}
    one, same, other = ask(
        page,
        "number_words",
        """each([1, 1, 2], async (seed) =>
          (await network.sample("seven", { ...values[0], seed })).text)""",
        options,
    )
    assert one == same != other


def test_each_step_is_told_as_it_is_in_the_whole_pass(page, network):
    """The tokens as they come, and where the network looked when it chose them."""
    text = EXAMPLES[network.name]
    steps, result, cross = ask(
        page,
        network.name,
        """(async () => {
          const steps = [];
          const result = await network.generate(values[0], { record: true }, (step) =>
            steps.push({ ...step, cross: packed(step.cross), drawnFrom: step.drawnFrom ?? null,
              record: Object.keys(step.record), probabilities: [...step.probabilities] }));
          const { record } = await network.trace(values[0]);
          const maps = values[1].map((name) => record[name]);
          const cross = steps.map((_, t) => packed(maps.map((map) => map.map((head) => head[t]))));
          return [steps, result, cross];
        })()""",
        text,
        [
            PARTS["decoder_cross"].format(n)
            for n in range(network.model.config["num_layers"])
        ],
    )
    assert [step["id"] for step in steps] == result["ids"][1:]
    assert [step["token"] for step in steps] == result["tokens"][1:]
    assert steps[-1]["text"] == result["text"]
    assert steps[-1]["token"] == "<end>"
    assert "encoder.norm" in steps[0]["record"]
    assert "encoder.norm" not in steps[1]["record"]
    for step, right in zip(steps, cross, strict=True):
        difference = unpacked(step["cross"], -1) - unpacked(right, -1)
        assert difference.abs().max() < 1e-5
        assert step["probability"] == max(step["probabilities"])
        assert sum(step["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert step["probabilities"][0] == 0  # padding
        assert step["drawnFrom"] is None


GIVE_UP = """async () => {
  const events = new Map(); // number of a call -> how many the worker has told of
  window.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data: { id, event } }) =>
        events.set(id, (events.get(id) ?? 0) + Boolean(event)));
    }
  };
  const network = await NetworkWorker.load("german_to_english");
  const text = "Die Datei kann nicht gespeichert werden. ".repeat(8); // takes half a second
  const options = { maxNewTokens: 100 }, name = (error) => error.name;
  const waits = new AbortController(), runs = new AbortController();
  const first = network.generate(text, options);
  const second = network.generate(text, { ...options, signal: waits.signal }).catch(name);
  await new Promise((resolve) => setTimeout(resolve)); // both are with the worker
  waits.abort();
  const reasons = [
    await second,
    await network.generate(text, { signal: waits.signal }).catch(name),
    await network.generate(text, { ...options, signal: runs.signal }, () => runs.abort())
      .catch(name),
  ];
  const last = await network.generate("Datei");
  return [reasons, (await first).ids.length - 1, last.ids.length - 1, [...events.values()]];
}"""


def test_a_call_can_be_given_up(browser, site):
    """One that waits is never begun, one that runs ends, and the others go on."""
    page = browser.new_page()
    page.goto(f"{site}chapters/page.html")
    reasons, first, last, events = page.evaluate(GIVE_UP)
    page.close()
    assert reasons == ["AbortError"] * 3
    _, of_first, of_waiting, of_running, of_last = events
    assert (of_first, of_last) == (first, last)
    assert of_waiting == 0
    assert 0 < of_running < of_first


def test_the_page_goes_on_while_a_network_computes(page):
    """Between two tokens the page has many turns of its own; if it computed them it had one."""
    turns, tokens = ask(
        page,
        "german_to_english",
        """(async () => {
          const { port1, port2 } = new MessageChannel();
          const turn = () => new Promise((resolve) => {
            port1.onmessage = resolve;
            port2.postMessage(null);
          });
          let turns = 0, written = null;
          network.generate(values[0]).then(({ ids }) => { written = ids; });
          while (!written) {
            await turn();
            turns++;
          }
          return [turns, written.length];
        })()""",
        EXAMPLES["german_to_english"],
    )
    assert turns > 5 * tokens


# ---- loading ----


def visit(context, site):
    """A new page, with the list of what it asks for."""
    page, asked = context.new_page(), []
    context.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2])
    )
    page.goto(f"{site}chapters/page.html")
    return page, asked


LOAD = """async (name) => {
  const told = [], also = [];
  const network = NetworkWorker.load(name, (...progress) => told.push(progress));
  const same = NetworkWorker.load(name, (...progress) => also.push(progress));
  return [told, (await network) === (await same), also.length,
    (await (await network).generate("seven")).text];
}"""


def test_nothing_is_loaded_before_it_is_asked_for_and_nothing_twice(
    browser, site, folder
):
    context = browser.new_context()
    page, asked = visit(context, site)
    assert asked == ["page.html", "network_worker.js"]
    size = page.evaluate("NetworkWorker.size('number_words')")
    assert size == (folder / "_networks" / "number_words.js").stat().st_size
    version = networks.version_of_all()
    assert asked[2:] == [f"catalogue.js?v={version}"]
    told, same, also, text = page.evaluate(LOAD, "number_words")
    assert (same, text) == (True, "sieben")
    assert len(told) > 1 and also == len(told)
    assert told == sorted(told)
    assert told[-1] == [size, size]
    assert sum(each.startswith("number_words.js") for each in asked) == 1
    assert f"decoding.js?v={version}" in asked
    page.close()
    page, asked = visit(context, site)
    told, *_ = page.evaluate(LOAD, "number_words")
    assert told == [[size, size]]
    assert not any(each.startswith("number_words.js") for each in asked)
    context.close()


def test_after_a_failure_it_can_be_loaded_again(browser, site):
    context = browser.new_context()
    page, _ = visit(context, site)
    load = """NetworkWorker.load("number_words").then(
      (network) => network.name, (error) => error.message)"""
    for file in "catalogue.js*", "decoding.js*", "number_words.js*":
        context.route(f"**/{file}", lambda route: route.abort())
        assert "could not be loaded" in page.evaluate(load)
        context.unroute(f"**/{file}")
    assert page.evaluate(load) == "number_words"
    message = page.evaluate("NetworkWorker.load('x').catch((e) => e.message)")
    assert message == 'there is no network "x"'
    context.close()
