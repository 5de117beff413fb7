"""The networks in the page give what the library gives.

    NETWORK_INPUTS=500 python -m pytest tests/site/test_networks.py -k equal

compares 500 held-out inputs of each network in place of a few. That they do so in Firefox and from
a folder too is seen where the figures are used (test_live_figures.py).
"""

import base64
import functools
import json
import math
import os
import random
import re
from collections import Counter
from contextlib import ExitStack

import numpy as np
import pytest
import safetensors.torch
import torch

from book.reader.chapters import ROOT
from book.serve import serving
from book.site import networks
from book.time_networks import held_out
from recipes.recipe import load_recipe
from transformer_lib.decoding import beam_search, top_k, top_p
from transformer_lib.language_model import LanguageModel
from transformer_lib.reading_heads import attention_maps, without_head
from transformer_lib.real_networks import load_minilm
from transformer_lib.training import Vocabulary, write_all
from transformer_lib.weight_files import load_weights

pytestmark = pytest.mark.seconds(30)

INPUTS = int(os.environ.get("NETWORK_INPUTS", 0))
GREEDY, TRACES = (INPUTS,) * 2 if INPUTS else (40, 6)
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
window.each = async (all, call) => {
  const results = [];
  for (const one of all) results.push(await call(one));
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
            self.source, self.target = data.english, data.german
            self.read = lambda text: self.source.encode(text.split())
            self.join = "".join
        elif name == "spelling_to_sound":
            self.source, self.target = data.letters, data.sounds
            self.read = self.source.encode
            self.join = " ".join
        else:
            self.source, self.target = data.german, data.english
            self.read = self.source.encode
            self.join = str
        self.texts = held_out(name)
        random.Random(0).shuffle(self.texts)
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

    def beams(self, text, **options):
        """All hypotheses without padding, best first, and their scores."""
        src = torch.tensor([self.read(text)])
        options = {"max_new_tokens": self.max_new_tokens, **options}
        tokens, scores = beam_search(self.model, src, **options, **LIMITS)
        rows = [[t for t in row if t != 0] for row in tokens[0].tolist()]
        rows = [row for row in rows if row]
        return rows, scores[0, : len(rows)].tolist()

    def ask(self, code, **values):
        """Evaluate code in the page, in which `network` is the loaded network."""
        return self.page.evaluate(
            f"""async ([name, {{{", ".join(values)}}}]) => {{
              const network = await NetworkWorker.load(name);
              return {code};
            }}""",
            [self.name, values],
        )


@functools.cache
def reference(name) -> Reference:
    return Reference(name)


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


def asked(name, page) -> Reference:
    """A network with a page that can be asked."""
    network = reference(name)
    network.page = page
    return network


@pytest.fixture(params=networks.NAMES)
def network(request, page) -> Reference:
    """Each network in turn."""
    return asked(request.param, page)


@pytest.fixture
def number_words(page) -> Reference:
    """The smallest of them."""
    return asked("number_words", page)


# ---- equal to the library ----


def test_greedy_tokens_are_equal(network):
    texts = network.texts[:GREEDY]
    written = network.ask(
        """each(texts, async (text) => {
          const { src, ids } = await network.generate(text);
          return [src.ids, ids];
        })""",
        texts=texts,
    )
    sources = map(network.read, texts)
    rows = zip(texts, sources, network.generate(texts), strict=True)
    right = {text: [source, row] for text, source, row in rows}
    assert dict(zip(texts, written, strict=True)) == right


def names_of_maps(network):
    layers = range(network.model.config["num_layers"])
    return [name.format(n) for name in PARTS.values() for n in layers]


def test_logits_and_maps_are_equal(network):
    for text in network.texts[:TRACES]:
        tgt, logits, maps = network.ask(
            """network.trace(text).then(({ tgt, record }) =>
              [tgt.ids, packed(record.projection), packed(names.map((name) => record[name]))])""",
            text=text,
            names=names_of_maps(network),
        )
        src = torch.tensor([network.read(text)])
        right = attention_maps(network.model, src, torch.tensor([tgt]))
        every = torch.cat([getattr(right, part).flatten() for part in PARTS])
        assert_near(logits, right.logits, 1e-3)
        assert_near(maps, every, 1e-4)


def assert_near(packed, right, most):
    assert (unpacked(packed, right.shape) - right).abs().max() < most


def outputs_of_modules(model, src, tgt):
    """What each module gave, by its name, in order; a batch of one."""
    outputs, hooks = {}, []

    def keep(name):
        def hook(module, inputs, output):
            output = output[0] if isinstance(output, tuple) else output
            outputs.setdefault(name, []).append(output.detach().clone())

        return hook

    for name, module in model.named_modules():
        hooks.append(module.register_forward_hook(keep(name)))
    with torch.no_grad():
        model(torch.tensor([src]), torch.tensor([tgt]))
    for hook in hooks:
        hook.remove()
    return outputs


OF_HEADS = [
    *("query", "key", "value", "scores", "masked_scores", "weights", "mixed")
]


def test_every_value_of_the_record_is_that_of_the_module_of_this_name(network):
    """And what is no module's output follows from those that are."""
    text, model = EXAMPLES[network.name], network.model
    tgt = network.generate([text])[0][:-1]
    outputs = outputs_of_modules(model, network.read(text), tgt)
    src_positions, tgt_positions = outputs.pop("positions")
    values = {name: first for name, (first, *_) in outputs.items()}
    values |= {"src_positions": src_positions, "tgt_positions": tgt_positions}
    values["probabilities"] = values["projection"].softmax(-1)
    record = network.ask(
        """network.trace(text).then(({ record }) => Object.entries(record).map(
          ([name, value]) => [name, packed(value)]))""",
        text=text,
    )
    others = [
        each for each in record if each[0].split(".")[-1] not in OF_HEADS
    ]
    heads = len(OF_HEADS) * 3 * model.config["num_layers"]
    assert others and len(record) == len(others) + heads
    for name, packed in others:
        assert_near(packed, values[name].flatten(0, -2), 1e-3)


@pytest.mark.parametrize(
    "attention", ["encoder.layers.0.self", "decoder.layers.1.self", "decoder.layers.1.cross"]
)  # fmt: skip
def test_a_head_is_made_of_its_scores(network, attention):
    """From queries and keys to the scores, the mask, the weights and what is mixed."""
    S, T, packed = network.ask(
        """network.trace(text).then(({ src, tgt, record }) => [
          src.ids.length, tgt.ids.length, parts.map((part) => packed(record[part]))])""",
        text=EXAMPLES[network.name],
        parts=[f"{attention}_attention.{part}" for part in OF_HEADS],
    )
    config, is_causal = (
        network.model.config,
        attention == "decoder.layers.1.self",
    )
    H, K = config["num_heads"], config["d_model"] // config["num_heads"]
    rows = S if attention.startswith("encoder") else T
    columns = T if is_causal else S
    sizes = [
        (rows, K),
        (columns, K),
        (columns, K),
        *[(rows, columns)] * 3,
        (rows, K),
    ]
    query, key, value, scores, masked, weights, mixed = (
        unpacked(each, (H, *size))
        for each, size in zip(packed, sizes, strict=True)
    )
    near = functools.partial(torch.testing.assert_close, rtol=1e-4)
    near(scores, query @ key.mT / math.sqrt(K), atol=1e-4)
    future = torch.ones(rows, columns).triu(1).bool() & is_causal
    assert torch.equal(masked, scores.masked_fill(future, -math.inf))
    torch.testing.assert_close(weights, masked.softmax(-1))
    near(mixed, weights @ value, atol=1e-5)


def test_heads_switched_off_are_those_of_without_head(network):
    text, model = EXAMPLES[network.name], network.model
    src = torch.tensor([network.read(text)])
    tgt = network.generate([text])[0][:-1]
    off = [("encoder", 0, 1), ("decoder_self", 1, 3), ("decoder_cross", 1, 2)]
    usual = attention_maps(model, src, torch.tensor([tgt])).logits[0]
    with ExitStack() as switched_off:
        for head in off:
            switched_off.enter_context(without_head(model, *head))
        right = attention_maps(model, src, torch.tensor([tgt])).logits[0]
        (written,) = network.generate([text])
    logits, ids, again = network.ask(
        """(async () => {
          const { record } = await network.trace(text, { given: said, off });
          const { ids } = await network.generate(text, { off });
          const after = await network.trace(text, { given: tgt.slice(1) });
          return [packed(record.projection), ids, packed(after.record.projection)];
        })()""",
        text=text,
        said=network.said(tgt),
        off=[{"part": p, "layer": n, "head": h} for p, n, h in off],
        tgt=tgt,
    )
    assert (right - usual).abs().max() > 0.1
    assert_near(logits, right, 1e-3)
    assert_near(again, usual, 1e-3)
    assert ids == written


UNTIDY = {
    "number_words": ["  one   two ", "one\x1ctwo", "one\x85two\u2028"],
    "spelling_to_sound": [],
    "german_to_english": [
        *("  zwei  Leerzeichen ", "▁", "a▁b", "ÄÖÜß", "xyzxyzxyz")
    ],
}


def test_tokens_and_texts_are_those_of_the_tokenizers(network):
    """Of the target side too, and of texts that are not as clean as those of the data."""
    texts = network.texts[:100] + UNTIDY[network.name]
    tokenise = "each(texts, async (text) => (await network.tokenise(text, options)).ids)"
    given = network.ask(tokenise, texts=texts, options={})
    assert given == [network.read(text) for text in texts]
    said = list(map(network.said, network.generate(texts[:20])))
    shown = "each(texts, async (text) => (await network.generate(text)).text)"
    assert network.ask(shown, texts=texts[:20]) == said
    given = network.ask(tokenise, texts=said, options={"side": "target"})
    if network.name == "spelling_to_sound":
        said = [text.split() for text in said]
    assert given == [network.target.encode(text) for text in said]


# ---- what cannot be read ----

WRONG = [
    *("", " \n ", "☃", "one ☃", "it's", 'a"b\'c"☃', "a\u200bb", "a\xa0b"),
    *("é", "\\", "one\tBILLION", "a < b", "<end>", "one <pad>"),
    *("one\ufefftwo", "\x1c\x85"),
]


def is_refused(network, text):
    try:
        network.read(text)
    except ValueError:
        return True
    return False


def test_a_text_that_cannot_be_read_is_refused_in_the_library_s_words(network):
    word = EXAMPLES[network.name].split()[0]
    is_spelling = network.name == "spelling_to_sound"
    too_long = word * 20 if is_spelling else " ".join([word] * 300)
    texts = [too_long, *(each for each in WRONG if is_refused(network, each))]
    assert len(texts) > 5 and "a < b" in texts
    right = [network.error(text) for text in texts]
    assert "max_len" in right[0]
    for method in "generate", "sample", "beamSearch", "trace":
        said = network.ask(
            """each(texts, (text) => network[method](text).then(
              () => "nothing", (error) => error.message))""",
            texts=texts,
            method=method,
        )
        assert said == right, method
    # The worker goes on.
    assert network.ask("network.generate(text)", text=EXAMPLES[network.name])


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
def test_a_wrong_option_is_refused(number_words, options, said):
    message = number_words.ask(
        "network[method]('one', options).catch((error) => error.message)",
        method="beamSearch" if "numBeams" in options else "sample",
        options=options,
    )
    assert message == said


# ---- beams and sampling ----


def assert_hypotheses(found, rows, scores):
    assert [each["ids"] for each in found] == rows
    assert [each["score"] for each in found] == pytest.approx(scores, abs=1e-3)


def test_beams_and_their_scores_are_equal(network):
    """All hypotheses, not only the best; and each step's."""
    for text in network.texts[: INPUTS or 3]:
        hypotheses, steps = network.ask(
            """(async () => {
              const steps = [];
              const { hypotheses } = await network.beamSearch(
                text, { numBeams: 3, alpha: 1 }, (step) => steps.push(step));
              return [hypotheses, steps];
            })()""",
            text=text,
        )
        assert_hypotheses(
            hypotheses, *network.beams(text, num_beams=3, alpha=1.0)
        )
        assert all(len(step["unfinished"]) == 3 for step in steps[:-1])
        assert steps[-1]["finished"] == hypotheses


@pytest.mark.parametrize(("length", "beams"), [(1, 4), (5, 4), (1, 23)])
def test_beams_stop_at_the_limit(number_words, length, beams):
    """With 23 beams every token finds a place but padding."""
    text = "three thousand and nine"
    hypotheses = number_words.ask(
        """network.beamSearch(text, { maxNewTokens, numBeams }).then(
          ({ hypotheses }) => hypotheses)""",
        **{"text": text, "maxNewTokens": length, "numBeams": beams},
    )
    right = number_words.beams(text, max_new_tokens=length, num_beams=beams)
    assert_hypotheses(hypotheses, *right)


def test_only_what_ends_among_the_best_is_finished(number_words):
    """The end is the n-th of the first tokens: fewer beams than n see it, and do not take it."""
    text = "three thousand and nine"
    src = torch.tensor([number_words.read(text)])
    start = torch.tensor([[LIMITS["start_id"]]])
    logits = attention_maps(number_words.model, src, start).logits[0, 0, 1:]
    place = (logits >= logits[LIMITS["end_id"] - 1]).sum().item()
    assert place > 1
    finished = number_words.ask(
        """each(beams, async (numBeams) => {
          const steps = [];
          await network.beamSearch(text, { numBeams, maxNewTokens: 2 },
            (step) => steps.push(step));
          return steps[0].finished.length;
        })""",
        text=text,
        beams=[place - 1, place],
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
    network = asked("spelling_to_sound", page)
    text = EXAMPLES[network.name]
    options = {"temperature": temperature, "k": k, "p": p, "maxNewTokens": 1}
    drawn_from, probabilities = network.ask(
        """(async () => {
          let found;
          await network.sample(text, options, (step) => { found = step; });
          return [packed(found.drawnFrom), packed(found.probabilities)];
        })()""",
        text=text,
        options=options,
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
    assert_near(drawn_from, right, 1e-4)
    assert_near(probabilities, plain, 1e-4)


def test_draws_are_as_frequent_as_they_are_probable(number_words):
    number = 600
    drawn, from_ = number_words.ask(
        """(async () => {
          const drawn = [];
          let from;
          for (let seed = 0; seed < number; seed++)
            await network.sample("seven", { temperature: 6, k: 4, maxNewTokens: 1, seed },
              (step) => {
                drawn.push(step.id);
                from = step.drawnFrom;
              });
          return [drawn, [...from]];
        })()""",
        number=number,
    )
    assert sum(share > 0 for share in from_) == 4
    for token, share in enumerate(from_):
        deviation = math.sqrt(number * share * (1 - share))
        assert abs(drawn.count(token) - number * share) <= 4 * deviation, token


def test_a_seed_repeats_a_sample(number_words):
    one, same, other = number_words.ask(
        """each([1, 1, 2], async (seed) => (await network.sample(
          "seven", { temperature: 3, maxNewTokens: 20, seed })).text)"""
    )
    assert one == same != other


def test_each_step_is_told_as_it_is_in_the_whole_pass(network):
    """The tokens as they come, and where the network looked when it chose them."""
    steps, result, cross = network.ask(
        """(async () => {
          const steps = [];
          const result = await network.generate(text, { record: true }, (step) =>
            steps.push({ ...step, cross: packed(step.cross), drawnFrom: step.drawnFrom ?? null,
              record: Object.keys(step.record), probabilities: [...step.probabilities] }));
          const { record } = await network.trace(text);
          const maps = names.map((name) => record[name]);
          const cross = steps.map((_, t) => packed(maps.map((map) => map.map((head) => head[t]))));
          return [steps, result, cross];
        })()""",
        text=EXAMPLES[network.name],
        names=[n for n in names_of_maps(network) if "cross" in n],
    )
    assert [step["id"] for step in steps] == result["ids"][1:]
    assert [step["token"] for step in steps] == result["tokens"][1:]
    assert steps[-1]["text"] == result["text"]
    assert steps[-1]["token"] == "<end>"
    assert "encoder.norm" in steps[0]["record"]
    assert "encoder.norm" not in steps[1]["record"]
    for step, right in zip(steps, cross, strict=True):
        assert_near(step["cross"], unpacked(right, -1), 1e-5)
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
    network = asked("german_to_english", page)
    turns, tokens = network.ask(
        """(async () => {
          const { port1, port2 } = new MessageChannel();
          const turn = () => new Promise((resolve) => {
            port1.onmessage = resolve;
            port2.postMessage(null);
          });
          let turns = 0, written = null;
          network.generate(text).then(({ ids }) => { written = ids; });
          while (!written) {
            await turn();
            turns++;
          }
          return [turns, written.length];
        })()""",
        text=EXAMPLES[network.name],
    )
    assert turns > 5 * tokens


# ---- the head of the language model ----


@functools.cache
def language_model():
    """Its data, its tokenizer among them, and the model."""
    data = load_recipe(networks.LOOKS).data
    path = ROOT / "recipes" / networks.LOOKS / "weights.safetensors"
    return data, load_weights(path, LanguageModel)[0]


@functools.cache
def sentences():
    """500 sentences that were not trained on, of characters that a page reads."""
    data, _ = language_model()
    texts = " ".join(data.texts("test") + data.texts("valid"))
    found = re.split(r"(?<=[.?!]) ", texts)
    random.Random(0).shuffle(found)
    readable = set(networks.READABLE)
    return [each[:200] for each in found if set(each[:200]) <= readable][:500]


def in_the_page(
    model, weights=networks.before_head, missing=("layers.1.norm_2.weight",)
):
    """The model with the weights that a page has, where it has others."""
    tensors = safetensors.torch.load(weights())
    rounded = type(model)(**model.config).eval()
    rounded.load_state_dict(model.state_dict())
    own = dict(rounded.named_parameters())
    for name in own.keys() & tensors.keys():
        scale = tensors.get(f"{name}.scale", torch.ones(1)).float()
        numbers = tensors[name].float()
        own[name].data = numbers * scale.view(-1, *[1] * (numbers.dim() - 1))
    assert own.keys() - tensors.keys() >= {*missing}
    return rounded


@torch.no_grad()
def looked(model, ids):
    """Query and key (T, K) and the weights (T, T) of the head."""
    layer, head, tokens = networks.LAYER, networks.HEAD, torch.tensor([ids])
    inputs = []
    hook = model.layers[layer].norm_1.register_forward_hook(
        lambda module, given, output: inputs.append(output)
    )
    _, weights = model(tokens, need_weights=True)
    hook.remove()
    attention = model.layers[layer].self_attention
    query, key, _ = attention.project(*inputs * 3)
    shared = head * attention.num_kv_heads // attention.num_heads
    query, key = (model.rotary(each)[0] for each in (query, key))
    return query[head], key[shared], weights[layer][0, head]


LOOK = """async (texts) => {
  const network = await NetworkWorker.load("language_model");
  return each(texts, async (text) => {
    const { src, query, key, scores, weights } = await network.look(text);
    return [src.ids, packed([query, key]), packed(scores), packed(weights)];
  });
}"""


def test_what_the_head_looks_at_is_equal(page):
    """To the library with the rounded weights of a page; near to it with its own."""
    texts = sentences()[: INPUTS or 40]
    data, model = language_model()
    rounded = in_the_page(model)
    same = []
    for text, (ids, vectors, scores, weights) in zip(
        texts, page.evaluate(LOOK, texts), strict=True
    ):
        assert ids == data.encode(text), text
        query, key, right = looked(rounded, ids)
        assert_near(vectors, torch.stack([query, key]), 1e-3)
        assert_near(scores, query @ key.mT / math.sqrt(query.shape[1]), 1e-3)
        assert_near(weights, right, 1e-4)
        *_, unrounded = looked(model, ids)
        assert (right - unrounded).abs().max() < 0.02
        same.append(right.argmax(-1) == unrounded.argmax(-1))
    assert torch.cat(same).float().mean() > 0.99


UNUSUAL = [
    *("I'm sure they've said we'll go; it's", "two  spaces   and four    ,"),
    *("1,234.50 (in 1881)", "“Aye,” said he—‘no more’", "don’t", "x" * 300),
    *("'tis'", " a", "a ", "32° N.", "“No’", "!?", "''s 'll'll"),
]


def test_the_bytes_of_a_text_are_joined_as_the_tokenizer_does_it(page):
    texts, (data, _) = sentences() + UNUSUAL, language_model()
    assert len(texts) == 500 + len(UNUSUAL)
    ids, shown, characters = page.evaluate(
        """async (texts) => {
          const network = await NetworkWorker.load("language_model");
          const found = await each(texts, (text) => network.tokenise(text));
          return [found.map(({ ids }) => ids), found.map(({ tokens }) => tokens.join("")),
            [...network.characters].join("")];
        }""",
        texts,
    )
    assert ids == [data.encode(text) for text in texts]
    for text, said in zip(texts, shown, strict=True):
        if text.isascii():
            assert said == text.replace(" ", "▁")
    assert shown[texts.index("“No’")] == "<e2 80><9c>No’"  # one is cut
    counts = Counter("".join(data.texts("train")))
    often = {character for character, n in counts.items() if n >= 10}
    assert set(characters) == often


@pytest.mark.parametrize("text", [*WRONG, "a@b", "Привет", "café", "😀"])
def test_what_the_head_has_never_read_is_refused(page, text):
    message, plain = page.evaluate(
        """async (text) => {
          const network = await NetworkWorker.load("language_model");
          return network.look(text).then(() => ["", ""], ({ message, plain }) => [message, plain]);
        }""",
        text,
    )
    unread = [c for c in text if c not in networks.READABLE]
    if not text.strip():
        assert (message, plain) == (
            "the text is empty",
            "Type something that the network can read.",
        )
    elif unread:
        assert f"is {unread[0]!r}, which no training text had" in message
        assert plain.startswith(f"The network cannot read “{unread[0]}”")
    else:
        assert not message


# ---- MiniLM, where its weights are installed ----

needs_minilm = pytest.mark.skipif(
    not networks.has_minilm(), reason="its weights are not installed"
)
LETTERS = "aZéßİſΣς ñŁ0٣_-'’“”…$<|`~ 中文한かﬁ²½√∞👍\u0301\u200d\xad\xa0\t\n\x07\ufffd"


@functools.cache
def minilm():
    """The model and its tokenizer."""
    model, tokenizer = load_minilm()
    tokenizer.no_padding()
    return model, tokenizer


def any_texts():
    """500 texts: questions, entries of the glossary, and letters by chance."""
    file = ROOT / "recipes/real_networks/questions.json"
    data = json.loads(file.read_text("utf-8"))
    entries = [f"{term}. {text}" for term, text in data["entries"].items()]
    chance = random.Random(0)
    mixed = [
        "x" + "".join(chance.choices(LETTERS, k=chance.randrange(1, 40)))
        for _ in range(500)
    ]
    texts = [*data["questions"], *entries, "a" * 101, "x [MASK] y", *mixed]
    return texts[:500]


@needs_minilm
def test_word_pieces_of_minilm_are_those_of_its_tokenizer(page):
    texts, (_, tokenizer) = any_texts(), minilm()
    found = page.evaluate(
        """async (texts) => {
          const network = await NetworkWorker.load("minilm");
          return each(texts, (text) => network.tokenise(network.tidy(text)));
        }""",
        texts,
    )
    for text, each in zip(texts, found, strict=True):
        right = tokenizer.encode(text)
        assert (each["ids"], each["tokens"]) == (right.ids, right.tokens), text


@needs_minilm
@torch.no_grad()
def test_minilms_vector_of_a_text_and_its_maps_are_equal(page):
    """To the library with the rounded weights of a page; near to it with its own."""
    texts = any_texts()[: INPUTS or 20]
    model, tokenizer = minilm()
    rounded = in_the_page(model, networks.minilm, missing=())
    found = page.evaluate(
        """async (texts) => {
          const network = await NetworkWorker.load("minilm");
          return each(texts, async (text) => {
            const { vector, weights } = await network.look(text);
            return [packed([vector]), packed(weights)];
          });
        }""",
        texts,
    )
    for text, (vector, weights) in zip(texts, found, strict=True):
        ids = torch.tensor([tokenizer.encode(text).ids])
        assert_near(vector, rounded(ids)[0], 1e-4)
        _, maps = rounded.encode(ids, need_weights=True)
        assert_near(weights, torch.cat(maps), 1e-4)
        assert (rounded(ids) * model(ids)).sum() > 0.99


def test_without_minilm_the_catalogue_says_what_brings_it(monkeypatch):
    monkeypatch.setattr(networks, "has_minilm", lambda: False)
    (catalogue,) = networks.files(["minilm"]).values()
    assert b"make real" in catalogue


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
