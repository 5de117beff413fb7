"""The figures: what is typed or chosen, what they show, and what those with a network load."""

import ast
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from lxml import html

from book.reader.chapters import (
    ROOT,
    code_cells,
    read_notebook,
    syntax_tree,
)
from book.serve import serving
from book.site import networks, publish
from book.site.extension import add_figures
from tests.site.conftest import (
    ALL_BUT_COLOURS,
    AXE_OPTIONS,
    ONLY_COLOURS,
    firefox,
    open_page,
    running_firefox,
)
from tests.site.test_networks import (
    PARTS,
    in_the_page,
    language_model,
    looked,
    minilm,
    needs_minilm,
    outputs_of_modules,
    reference,
)
from transformer_lib import self_attention
from transformer_lib.reading_heads import attention_maps, without_head
from transformer_lib.weight_files import search_all

sys.path.insert(0, str(ROOT / "chapters"))

from drawing import explorer_element

pytestmark = pytest.mark.seconds(12)

# A page of the book that loads no figure: its article makes room for those of the test.
TEMPLATE = "chapters/bibliography.html"
PAGE = "chapters/figures.html"
SCRIPT = '<script defer src="../_static/{}.js"></script>'
STILL = '<img alt="the picture" src="data:image/svg+xml,%3Csvg%20xmlns=\'http://www.w3.org/2000/svg\'/%3E">'
GERMAN = "Die Datei kann nicht gespeichert werden."
SENTENCE = {"label": "A German sentence", "text": GERMAN}
WORD = {"label": "An English word", "text": "thorough", "unit": "sound"}
NUMBER = {"label": "An English number in words", "text": "thirty eight"}
STORED = {
    "asks": "which word came before mine?",
    "label": "An English sentence",
    "sentences": [
        {
            "text": "the river",
            "tokens": ["the", "▁ri", "ver"],
            "weights": [[1.0], [0.7, 0.3], [0.5, 0.3, 0.2]],
            "word": 2,
        }
    ],
}
MEANINGS = {
    "label": "An English text",
    "heads": [
        {"layer": 0, "head": 2, "looks": "at the token before"},
        {"layer": 2, "head": 7, "looks": "at the first token"},
    ],
    "sentences": [
        {
            "text": text,
            "tokens": ["[CLS]", text, "[SEP]"],
            "cosines": cosines,
            "maps": [[[0.1, 0.2, 0.7]] * 3, [[0.5, 0.4, 0.1]] * 3],
        }
        for text, cosines in {
            "river": [1, 0.5, -0.1],
            "shore": [0.5, 1, 0.3],
            "money": [-0.1, 0.3, 1],
        }.items()
    ],
}
# id of a figure -> its name, its values, its network
EXAMPLES = {
    "spelling": ("beams", WORD, "spelling_to_sound"),
    "translation": (
        "beams",
        {**SENTENCE, "unit": "piece", "pieces": True},
        "german_to_english",
    ),
    "sampling": ("sampling", SENTENCE, "german_to_english"),
    "maps": ("maps", SENTENCE, "german_to_english"),
    "steps": ("steps", NUMBER, "number_words"),
    "words": ("words", STORED, "language_model"),
}
REFUSING = list(EXAMPLES)  # what comes next reads anything
if networks.has_minilm():
    EXAMPLES["meaning"] = ("meaning", MEANINGS, networks.MEANS)


def number_example():
    """What the first page has built."""
    import pictures

    figure, element = pictures.number()
    pictures.plt.close(figure)
    return element


def lay_out(folder, built_book):
    """Make a page with all figures, as the build does."""
    page = html.fromstring((built_book / TEMPLATE).read_text("utf-8"))
    (article,) = page.cssselect("article")
    elements = {
        name: explorer_element(*each) for name, each in EXAMPLES.items()
    }
    figures = "".join(
        f'<figure id="{name}">{STILL}{element}</figure>'
        for name, element in {"numbers": number_example(), **elements}.items()
    )
    article.clear()
    article.set("class", "bd-article")
    article.extend(html.fragments_fromstring(f"<h1>Figures</h1>{figures}"))
    css = '<link rel="stylesheet" href="../_static/explorers/explorer.css">'
    kinds = dict.fromkeys(
        ["explorer", "live", "numbers", *(k for k, *_ in EXAMPLES.values())]
    )
    scripts = [
        "networks/network_worker",
        *(f"explorers/{kind}" for kind in kinds),
    ]
    for tag in [css, *map(SCRIPT.format, scripts)]:
        page.head.append(html.fragment_fromstring(tag))
    text = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    (folder / "_static").symlink_to(built_book / "_static")
    files = {PAGE: text.encode(), **networks.files(networks.ALL)}
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, built_book):
    """The page, the engine and the networks, as they lie in the built book."""
    folder = tmp_path_factory.mktemp("figures")
    lay_out(folder, built_book)
    return folder


@pytest.fixture(scope="module")
def site(folder):
    """The address of a server for that folder."""
    with serving(folder) as address:
        yield address


# The text that says what came of it; the last that a figure changes.
REPORT = "#{} .report[aria-live]"


@pytest.fixture
def fresh(browser, site):
    """The page, opened for one test; figures do not take their time."""
    visit = open_page(browser, site, PAGE, reduced_motion="reduce")
    yield visit
    assert visit.complaints == []
    visit.page.context.close()


def load(page, name):
    """Ask for the network of a figure and wait for its example."""
    page.click(f"#{name} .offer button")
    page.locator(
        f"#{name} .explorer:not(.outdated) input[type=text]"
    ).wait_for()
    wait_for(page, name, lambda text: "." in text)


def wait_for(page, name, right):
    """Wait until a figure reports what is right."""
    report = page.locator(REPORT.format(name))
    for _ in range(600):
        if right(report.text_content()):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{name} says {report.text_content()!r}")


@pytest.fixture(scope="module")
def live(browser, site):
    """The page with all networks loaded."""
    visit = open_page(browser, site, PAGE, reduced_motion="reduce")
    for name in EXAMPLES:
        load(visit.page, name)
    yield visit
    assert visit.complaints == []
    visit.page.context.close()


def loaded(visit):
    """The networks that a page has asked for."""
    return {
        found[1]
        for request in visit.requests
        if (found := re.search(r"_networks/(\w+)\.js", request))
    } - {"catalogue"}


def typed(page, name, text):
    """Type a text into the field of a figure."""
    page.fill(f"#{name} input[type=text]", text)


# ---- what is loaded ----


def test_nothing_is_loaded_before_it_is_asked_for(fresh, folder):
    page = fresh.page
    for name, (_, _, network) in EXAMPLES.items():
        button = page.locator(f"#{name} .offer button")
        size = (folder / "_networks" / f"{network}.js").stat().st_size
        said = f"Load the network, {size / 1e6:.1f} MB"
        button.filter(has_text=said).wait_for()
    # The parts of the engine are not needed either.
    assert loaded(fresh) == set()
    assert not any("networks/worker.js" in each for each in fresh.requests)
    page.focus("#numbers input[type=text]")
    page.wait_for_function("NetworkWorker.load('number_words')")
    assert loaded(fresh) == {"number_words"}
    load(page, "spelling")
    assert loaded(fresh) == {"number_words", "spelling_to_sound"}


def test_what_failed_to_load_is_said_and_can_be_asked_for_again(fresh):
    page = fresh.page
    page.route("**/spelling_to_sound.js*", lambda route: route.abort())
    page.click("#spelling .offer button")
    error = page.locator("#spelling .error")
    error.filter(has_text="could not be loaded").wait_for()
    assert page.is_visible("#spelling img")
    page.unroute("**/spelling_to_sound.js*")
    load(page, "spelling")
    assert not page.is_visible("#spelling img")


def test_progress_is_shown_while_it_loads(fresh):
    page = fresh.page
    held = []
    page.route("**/spelling_to_sound.js*", lambda route: held.append(route))
    progress = page.locator("#spelling progress")
    assert not progress.is_visible()
    page.evaluate(
        """() => {
          const { show } = Explorer;
          window.shown = 0;
          Explorer.show = (...parts) => { shown++; show(...parts); };
        }"""
    )
    page.click("#spelling .offer button")
    progress.wait_for()
    page.click("#spelling .offer button")  # no second time
    for _ in range(100):  # the request comes a moment after the bar
        if held:
            break
        page.wait_for_timeout(50)
    (route,) = held
    route.continue_()
    wait_for(page, "spelling", lambda text: "." in text)
    assert page.evaluate("shown") == len(held) == 1


def test_pages_get_the_parts_that_their_figures_need():
    def scripts(body):
        added = {}
        app = SimpleNamespace(
            add_css_file=lambda name, **options: None,
            add_js_file=lambda name, **options: added.update({name: options}),
        )
        add_figures(app, "page", "", {"body": body}, None)
        return added

    still = scripts(explorer_element("masks", {}))
    assert list(still) == ["explorers/explorer.js", "explorers/masks.js"]
    live = scripts(explorer_element("numbers", {}, "number_words"))
    assert [Path(name).stem for name in live] == [
        *("network_worker", "explorer", "live", "numbers")
    ]
    # Each file that this one loads has its version in the address.
    worker = live["networks/network_worker.js"]
    assert worker["data-version"] == networks.version_of_all()
    assert scripts("data-network") == {}


def test_the_book_brings_the_networks_that_its_figures_name(tmp_path):
    (tmp_path / "page.html").write_text("<p>data-network</p>", "utf-8")
    assert not any(
        "_networks" in name for name in publish.finish(tmp_path, ROOT)
    )
    element = explorer_element("numbers", {}, "number_words")
    (tmp_path / "page.html").write_text(element, "utf-8")
    files = publish.finish(tmp_path, ROOT)
    assert {name for name in files if "_networks" in name} == {
        *("_networks/catalogue.js", "_networks/number_words.js")
    }


def test_the_first_page_shows_an_example_and_loads_no_network(opened):
    visit = opened("intro.html")
    figure = visit.page.locator("figure:has(.explorer.alive[data-network])")
    assert figure.locator(".written").text_content() == (
        "zweihundertvierunddreißig"
    )
    assert figure.locator("img[hidden]").count() == 1
    assert not any("_networks" in request for request in visit.requests)


# ---- what is shown ----


def cells(page):
    """All weights of the first figure's map."""
    labels = page.locator("#numbers td[aria-label]")
    return [
        float(text)
        for text in labels.evaluate_all(
            "(all) => all.map((cell) => cell.getAttribute('aria-label'))"
        )
    ]


def test_the_first_figure_at_rest_is_what_the_network_writes(fresh):
    page = fresh.page
    before = cells(page)
    assert page.text_content("#numbers .written") == (
        "zweihundertvierunddreißig"
    )
    typed(page, "numbers", "234")
    wait_for(page, "numbers", lambda text: "dreißig" in text)
    # Its numbers have two digits, of which the means are taken.
    assert cells(page) == pytest.approx(before, abs=0.011)


def test_numbers_are_read_as_the_data_have_them(live):
    words = live.page.evaluate(
        "Array.from({ length: 10000 }, (_, number) => Explorer.inWords(number))"
    )
    numbers = reference("number_words").data.numbers
    assert words == [" ".join(english) for english, _ in numbers]


@pytest.mark.parametrize("number", ["0", " 17 ", "1001", "9999", "sixty five"])
def test_a_number_becomes_german(live, number):
    network = reference("number_words")
    words = number
    if number.strip().isdigit():
        words = " ".join(network.data.numbers[int(number)][0])
    (row,) = network.generate([words])
    typed(live.page, "numbers", number)
    wait_for(
        live.page,
        "numbers",
        lambda text: text == f"{words} is {network.said(row)}.",
    )
    assert live.page.text_content("#numbers .written") == network.said(row)
    rows = live.page.locator("#numbers .heat-map tr").count()
    assert rows == len(row)  # the start is no row, the columns' names are


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spelling", "jabberwocky"),
        ("spelling", "read"),
        ("translation", "Der Hund schläft im Garten."),
    ],
)
def test_greedy_and_beams_are_those_of_the_library(live, name, text):
    page, network = live.page, reference(EXAMPLES[name][2])
    source = network.read(text)
    (greedy,) = network.generate([text])
    (best,) = search_all(network.model, [source])
    typed(page, name, text)
    wait_for(page, name, lambda said: f"“{network.said(greedy)}”" in said)
    assert page.text_content(f"#{name} .written") == network.said(greedy)
    assert text in page.text_content(f"#{name} caption")
    first = page.locator(f"#{name} .plain td").first.text_content()
    assert first == network.said(best)
    assert page.locator(f"#{name} .plain td").count() == 4 * 3
    heads = page.locator(f"#{name} .heat-map th[scope=col]")
    columns = heads.all_inner_texts()
    if name == "translation":
        pieces = page.locator(f"#{name} .pieces span").all_inner_texts()
        assert columns == pieces
        assert "".join(pieces) == "▁" + text.replace(" ", "▁")
        assert len(pieces) == len(source)
    else:
        assert "".join(columns) == text


def test_bars_are_the_probabilities_of_the_chosen_token(live):
    """Chosen at first: the token of which the network was least sure."""
    page = live.page
    typed(page, "spelling", "choir")
    wait_for(
        page,
        "spelling",
        lambda said: "choir" in page.text_content("#spelling caption"),
    )
    shown = page.locator("#spelling .bars .number").all_inner_texts()
    tokens = page.locator("#spelling .bars .token").all_inner_texts()
    title = page.text_content("#spelling .wide-tokens .title")
    steps = page.evaluate(
        """async () => {
          const network = await NetworkWorker.load("spelling_to_sound");
          const steps = [];
          await network.generate("choir", {}, ({ probability, probabilities }) =>
            steps.push([probability, [...probabilities]]));
          return steps;
        }"""
    )
    least, probabilities = min(steps)
    names = reference("spelling_to_sound").target.tokens
    right = sorted(zip(probabilities, names, strict=True), reverse=True)[:6]
    assert title.endswith(f"probability {least:.2f}")
    assert tokens == [n.replace("<end>", "end") for _, n in right]
    assert [float(n) for n in shown] == pytest.approx(
        [p for p, _ in right], abs=0.006
    )


def test_only_what_was_asked_last_is_computed(live):
    page = live.page
    long = "Die Datei kann nicht gelesen werden, weil der Ordner der Datei "
    long += "gesperrt ist und die Datei in dem Ordner nicht gefunden wurde."
    last = "Die Datei ist zu groß."  # the second example
    (row,) = reference("german_to_english").generate([last])
    said = reference("german_to_english").said(row)
    page.evaluate(
        """async (long) => {
          const field = document.querySelector("#translation input[type=text]");
          const examples = document.querySelectorAll("#translation .examples button");
          const after = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
          const beams = document.querySelector("#translation .table-box");
          window.captions = [];
          new MutationObserver(() => captions.push(beams.querySelector("caption")?.textContent))
            .observe(beams, { childList: true });
          field.value = long;
          field.dispatchEvent(new Event("input"));
          await after(450); // typing has paused, and the work has begun
          examples[0].click();
          await after(50);
          examples[1].click();
        }""",
        long,
    )
    wait_for(page, "translation", lambda text: f"“{said}”" in text)
    assert page.text_content("#translation .written") == said
    (caption,) = filter(None, page.evaluate("captions"))
    assert caption.startswith(f"“{last}”")


def slide(page, label, key):
    page.locator("#sampling label.slider", has_text=label).locator(
        "input"
    ).press(key)


def drawn(page):
    return page.locator("#sampling .lines label").all_inner_texts()


def test_cold_draws_are_greedy_and_warm_ones_are_not(live):
    page, text = live.page, GERMAN
    network = reference("german_to_english")
    typed(page, "sampling", text)
    slide(page, "Temperature", "Home")
    (row,) = network.generate([text])
    wait_for(
        page, "sampling", lambda said: "5 outputs drawn, 1 distinct" in said
    )
    page.locator("#sampling legend", has_text=text).first.wait_for()
    assert drawn(page) == [network.said(row)] * 5
    title = page.locator("#sampling .wide-tokens .title")
    assert "drawn from 1 token." in title.text_content()
    slide(page, "Temperature", "End")
    wait_for(page, "sampling", lambda said: "5 distinct" in said)
    first = drawn(page)
    page.click("#sampling button:text-is('Draw again')")
    page.locator("#sampling legend", has_text="seeds 6 to 10").wait_for()
    page.locator("#sampling .lines label").nth(4).wait_for()
    assert drawn(page) != first
    assert any(text.endswith(" …") for text in first)  # it found no end
    for _ in range(5):
        slide(page, "Top-k", "ArrowLeft")
    title.filter(has_text="drawn from 3 tokens.").wait_for()
    numbers = page.locator("#sampling .bars .number").all_inner_texts()
    assert sum(float(n) for n in numbers[:3]) == pytest.approx(1, abs=0.02)
    assert numbers[3:] == ["0.00"] * 5
    slide(page, "Top-k", "End")
    slide(page, "Top-p", "Home")
    title.filter(has_text=re.compile(r"drawn from \d{1,2} token")).wait_for()


def pick(page, group, index):
    """Choose one of a group of the figure with all maps."""
    page.locator(f"#maps .choice-{group} input").nth(index).check(force=True)


def large_map(page):
    """The numbers of the enlarged map as they are drawn, and as it shows them."""
    labels = page.locator("#maps .heat-map td[aria-label]").evaluate_all(
        "(all) => all.map((cell) => cell.getAttribute('aria-label'))"
    )
    return page.evaluate("drawn"), labels


@pytest.fixture
def drawings(live):
    """The page; `drawn` and `drawnBefore` are there the last maps that a figure drew, exactly."""
    live.page.evaluate(
        """() => {
          const { heatMap } = Explorer;
          Explorer.heatMap = (rows, columns, values, options) => {
            window.drawnBefore = window.drawn;
            window.drawn = values;
            return heatMap(rows, columns, values, options);
          };
          window.putBack = () => { Explorer.heatMap = heatMap; };
        }"""
    )
    yield live.page
    live.page.evaluate("putBack()")


@pytest.fixture
def maps(drawings):
    """The same, with the example of the figure with all maps and all heads on."""
    typed(drawings, "maps", GERMAN)
    wait_for(drawings, "maps", lambda said: "cannot be saved" in said)
    yield drawings
    drawings.click("#maps button:text-is('Switch all heads on')")


def maps_of(row):
    """All maps of the sentence in the library, for what was written."""
    network = reference("german_to_english")
    src = torch.tensor([network.read(GERMAN)])
    decoder_input = torch.tensor([row[:-1]])
    return attention_maps(network.model, src, decoder_input)


def test_all_maps_are_those_of_the_library(maps):
    network = reference("german_to_english")
    (row,) = network.generate([GERMAN])
    right = maps_of(row)
    for attention, part in enumerate(PARTS):
        pick(maps, "attention", attention)
        of_part = getattr(right, part)[:, 0]
        assert maps.locator("#maps .choice-map svg").count() == 12
        for index, weights in enumerate(of_part.flatten(0, 1)):
            pick(maps, "map", index)
            drawn, labels = large_map(maps)
            assert torch.tensor(drawn).sub(weights).abs().max() < 1e-4
            shown = torch.tensor([float(label) for label in labels])
            assert shown.sub(weights.flatten()).abs().max() < 0.0051
        rows, columns = (
            maps.locator(f"#maps .heat-map th[scope={name}]").all_inner_texts()
            for name in ("row", "col")
        )
        source = [network.source.tokens[i] for i in network.read(GERMAN)]
        target = [network.target.tokens[i] for i in row[1:-1]]
        assert rows == (source if part == "encoder" else [*target, "end"])
        assert columns == (
            ["start", *target] if part == "decoder_self" else source
        )


def test_scores_are_masked_and_become_weights(maps):
    pick(maps, "attention", 1)
    pick(maps, "kind", 0)
    raw, labels = large_map(maps)
    assert "−∞" not in labels
    pick(maps, "kind", 1)
    masked, labels = large_map(maps)
    T = len(masked)
    assert labels.count("−∞") == T * (T - 1) / 2
    pick(maps, "kind", 2)
    weights, _ = large_map(maps)
    raw, mask = torch.tensor(raw), torch.ones(T, T).triu(1) > 0
    again = raw.masked_fill(mask, -torch.inf).softmax(dim=-1)
    assert again.sub(torch.tensor(weights)).abs().max() < 1e-5
    assert [[x is None for x in row] for row in masked] == mask.tolist()


def test_without_a_head_another_sentence_is_written(maps):
    """Without one head of the last cross-attention, the network overlooks *nicht*."""
    network = reference("german_to_english")
    pick(maps, "attention", 2)
    pick(maps, "kind", 2)
    pick(maps, "map", 8)  # layer 3, head 1
    first_switch = maps.locator("#maps .choice-switches input").first
    first_switch.focus()
    maps.keyboard.press("Space")
    with without_head(network.model, "decoder_cross", 2, 0):
        (row,) = network.generate([GERMAN])
        right = maps_of(row).decoder_cross[2, 0, 0]
    said = network.said(row)
    assert said == "The file can be saved."
    wait_for(
        maps,
        "maps",
        lambda text: text.endswith(
            f"and “{said}” without cross-attention, layer 3, head 1."
        ),
    )
    written = maps.locator("#maps .written").all_inner_texts()
    assert written == ["The file cannot be saved.", said]
    drawn, _ = large_map(maps)
    assert torch.tensor(drawn).sub(right).abs().max() < 1e-4
    assert maps.locator("#maps svg.off").count() == 1
    # The switch has kept the focus, and switches it on again.
    maps.keyboard.press("Space")
    wait_for(maps, "maps", lambda text: "without" not in text)
    assert maps.locator("#maps svg.off").count() == 0


def test_maps_by_keyboard(maps):
    focused = "document.activeElement"
    pick(maps, "attention", 2)
    pick(maps, "kind", 2)
    maps.focus("#maps .choice-kind input:checked")
    maps.keyboard.press("Tab")
    index = int(maps.evaluate(f"{focused}.value"))
    maps.keyboard.press("ArrowRight")
    assert int(maps.evaluate(f"{focused}.value")) == (index + 1) % 12
    maps.keyboard.press("Tab")
    maps.keyboard.press("ArrowDown")
    cell = maps.evaluate(f"{focused}.getAttribute('aria-label')")
    looked = maps.text_content("#maps .looked")
    assert looked == f"“▁file” looks at “▁Die” with weight {cell}."


def test_a_sentence_with_too_many_tokens_is_not_drawn(live):
    page = live.page
    typed(page, "maps", " ".join(["Datei"] * 41))
    error = page.locator("#maps .error")
    error.filter(has_text="41 tokens are too many").wait_for()
    page.set_viewport_size({"width": 390, "height": 900})
    typed(page, "maps", " ".join(["Datei"] * 40))
    wait_for(page, "maps", lambda text: "cannot" not in text)
    pick(page, "attention", 0)
    assert page.locator("#maps .heat-map td[aria-label]").count() == 40 * 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})
    typed(page, "maps", GERMAN)
    wait_for(page, "maps", lambda text: "cannot be saved" in text)


def test_every_stage_shows_what_its_module_gives(drawings):
    """From the ids to the next token, with the name and the shape in the library."""
    page, network = drawings, reference("number_words")
    typed(page, "steps", "two hundred and one")
    page.locator("#steps .written", has_text="zwei → h").wait_for()
    src = network.read("two hundred and one")
    tgt = [1, *network.target.encode("zwei")]
    outputs = outputs_of_modules(network.model, src, tgt)
    chances = outputs["projection"][0].softmax(dim=-1)
    outputs["logits.softmax(dim=-1)"] = [chances]
    outputs |= {"src": [torch.tensor([src])], "tgt": [torch.tensor([tgt])]}
    maps = attention_maps(
        network.model, torch.tensor([src]), torch.tensor([tgt])
    )
    modules = dict(network.model.named_modules())

    def drawn(name="drawn"):
        values = page.evaluate(name)  # None where it may not look
        return torch.tensor(
            [
                [float("-inf") if x is None else x for x in row]
                for row in values
            ]
        )

    given = None
    for _ in range(40):
        name = page.text_content("#steps .step-name code")
        key = name.replace("[", ".").replace("]", "")
        right = outputs[key].pop(0)  # positions are added twice
        if key.endswith("feed_forward"):  # sees the tokens of all sentences
            right = right.view(1, -1, right.shape[-1])
        kind = f" ({type(modules[key]).__name__})" if key in modules else ""
        text = page.text_content("#steps .step-name")
        assert text.startswith(f"{name}{kind}")
        assert text.endswith(f" = {tuple(right.shape)}")
        right = right[0]
        if key in ("src", "tgt"):
            said = page.text_content("#steps .about")
            assert re.findall(r"\w+ (\d+)(?=[,.])", said)[-len(right) :] == [
                str(id_) for id_ in right.tolist()
            ]
        elif key.endswith("attention"):
            part, _, layer, which = key.split(".")
            all_maps = {
                "encoder": maps.encoder,
                "self_attention": maps.decoder_self,
                "cross_attention": maps.decoder_cross,
            }["encoder" if part == "encoder" else which][int(layer), 0]
            for head, weights in enumerate(all_maps):
                page.locator("#steps .all-maps label").nth(head).click()
                assert drawn().sub(weights).abs().max() < 1e-4
                scores = drawn("drawnBefore")
                assert scores.softmax(-1).sub(weights).abs().max() < 1e-4
        elif "softmax" in key:
            bars = page.locator("#steps .bars .number").all_inner_texts()
            best = right[-1].topk(6).values
            assert [float(x) for x in bars] == pytest.approx(
                best.tolist(), abs=0.006
            )
        elif key[:-1].endswith("add_norm_"):
            before, added, after = drawn()
            assert added.sub(given[-1, :16]).abs().max() < 1e-3, name
            assert after.sub(right[-1, :16]).abs().max() < 1e-3, name
            assert (before + added - after).abs().max() < 1e-4
        else:
            shown = drawn()
            right_ones = right[:, : shown.shape[1]]
            assert shown.sub(right_ones).abs().max() < 1e-3, name
        given = right
        page.locator("#steps .turn button").nth(1).press("Enter")
    # The letter is written, and the decoder begins anew.
    page.locator("#steps .written", has_text="zweih → u").wait_for()
    report = page.locator("#steps .report")
    report.filter(has_text="What is written so far: the target").wait_for()


def test_stages_by_keyboard(live):
    page = live.page
    typed(page, "steps", "thirty eight")
    page.locator("#steps .written", has_text="acht → u").wait_for()
    stage = page.locator("#steps .group > ol button[aria-expanded]")
    page.locator("#steps .group > button").nth(2).press("Enter")
    report = page.locator("#steps .report")
    report.filter(has_text="Step 10 of 40, Encoder, layer 2").wait_for()
    stage.nth(9).focus()
    page.keyboard.press("ArrowUp")  # into the layer before
    report.filter(has_text="Step 9 of 40, Encoder, layer 1").wait_for()
    focused = "document.activeElement.getAttribute('aria-expanded')"
    assert page.evaluate(focused) == "true"
    assert stage.nth(8).is_visible() and not stage.nth(9).is_visible()
    top = "document.activeElement.getBoundingClientRect().top"
    button = page.locator("#steps .turn button")
    button.nth(1).focus()
    before = page.evaluate(top)
    page.keyboard.press("Enter")  # the stages move, what is pressed does not
    report.filter(has_text="Step 10").wait_for()
    assert page.evaluate(top) == pytest.approx(before, abs=1)
    button.nth(0).press("Enter")
    assert "Step 9" in report.text_content()
    page.locator("#steps .slider input").press("Home")
    page.locator("#steps .written", has_text=re.compile("^ → ")).wait_for()


# The first that a stage's name begins with -> the chapter that builds it
BUILT_IN = {
    r"projection": "decoder",
    r"logits": "decoding",
    r"encoder\S+\.self_attention": "multi_head",
    r"decoder\S+\.self_attention": "masking",
    r"decoder\S+\.cross_attention": "decoder",
    r"": "encoder",
}


def test_each_stage_links_to_the_chapter_that_builds_it(live):
    page = live.page
    titles = {
        link.get_attribute("href"): link.text_content().strip()
        for link in page.locator("nav.bd-links a[href*=_]").all()
    }
    for step in range(40):
        page.evaluate(
            f"document.querySelectorAll('#steps .group li > button')[{step}].click()"
        )
        stage = page.text_content("#steps .step-name code")
        right = next(v for k, v in BUILT_IN.items() if re.match(k, stage))
        link = page.locator("#steps .about a")
        address = link.get_attribute("href")
        assert address.endswith(f"_{right}.html"), stage
        said = titles[address].replace(".", ",", 1)
        assert link.text_content() == f"chapter {said}"


# ---- what is wrong ----


@pytest.mark.parametrize("name", ["numbers", *REFUSING])
def test_a_text_that_cannot_be_read_is_named_under_the_field(live, name):
    page = live.page
    field = page.locator(f"#{name} input[type=text]")
    error = page.locator(f"#{name} .error")
    written = f"#{name} .written, #{name} .lines, #{name} .shares"
    before = page.text_content(written)
    for text, said in [("☃", "cannot read “☃”"), ("", "Type something")]:
        typed(page, name, text)
        error.filter(has_text=said).wait_for()
        assert field.get_attribute("aria-invalid") == "true"
        described = field.get_attribute("aria-describedby")
        assert described == error.get_attribute("id")
    assert page.text_content(written) == before
    assert page.locator(f"#{name} .outdated").count()  # not of this text
    readable = {"numbers": "seven", "steps": "seven", "spelling": "ja"}
    typed(page, name, readable.get(name, "Ja"))
    error.filter(has_text=re.compile("^$")).wait_for(state="attached")
    assert field.get_attribute("aria-invalid") == "false"
    page.locator(f"#{name} .explorer:not(.outdated)").wait_for()


@pytest.mark.parametrize(
    ("figure", "network", "text", "meant"),
    [
        ("numbers", "number_words", "Thirty-Eight", "thirty eight"),
        (
            "numbers",
            "number_words",
            "1,234",
            "one thousand two hundred and thirty four",
        ),
        ("spelling", "spelling_to_sound", "Cho-ir", "choir"),
    ],
)
def test_capitals_hyphens_and_commas_are_read_as_meant(
    live, figure, network, text, meant
):
    (row,) = reference(network).generate([meant])
    said = reference(network).said(row)
    typed(live.page, figure, text)
    wait_for(live.page, figure, lambda found: said in found)


@pytest.mark.parametrize("name", REFUSING)
def test_a_text_that_is_too_long_is_refused(live, name):
    typed(live.page, name, "seven " * 60 if name == "steps" else "Datei" * 60)
    error = live.page.locator(f"#{name} .error")
    error.filter(has_text="are too many to be shown").wait_for()


def test_half_a_word_is_no_mistake(live):
    """Typed letter by letter, only what stands when typing pauses is read."""
    page = live.page
    page.evaluate(
        """() => {
          const error = document.querySelector("#steps .error");
          window.errors = [];
          new MutationObserver(() => errors.push(error.textContent))
            .observe(error, { childList: true });
        }"""
    )
    page.fill("#steps input[type=text]", "")
    page.locator("#steps input[type=text]").press_sequentially(
        "nine", delay=30
    )
    page.locator("#steps .written", has_text="neun").wait_for()
    assert not any(page.evaluate("errors"))


def test_nothing_that_was_chosen_is_restored_on_the_way_back(live):
    controls = live.page.locator(".explorer input")
    assert controls.count() > 40
    kept = live.page.locator('.explorer input:not([autocomplete="off"])')
    assert kept.count() == 0


def test_an_example_and_a_link_are_read_like_what_is_typed(live, opened, site):
    live.page.click("#numbers .examples button >> nth=1")
    wait_for(live.page, "numbers", lambda text: text.startswith("ninety"))
    assert live.page.url.endswith("#text=ninety+nine&for=number_words")
    visit = opened(f"{PAGE}#text=twelve&for=number_words", site)
    wait_for(visit.page, "numbers", lambda text: "zwölf" in text)
    load(visit.page, "steps")
    shown = visit.page.input_value("#steps input[type=text]")
    assert shown == "twelve"


def test_a_number_that_is_too_large_is_named(live):
    typed(live.page, "numbers", "10000")
    error = live.page.locator("#numbers .error")
    error.filter(has_text="10000 is too large").wait_for()
    assert "0 to 9999" in error.text_content()


# ---- for everyone ----


def test_by_keyboard_alone(fresh):
    page = fresh.page
    focused = "document.activeElement"
    page.focus("#numbers input[type=text]")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("42")
    wait_for(page, "numbers", lambda text: "zweiundvierzig" in text)
    for _ in range(4):  # past three examples
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{focused}.value") == "1"  # of the layers the second
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # the first head
    before = page.locator("#numbers .heat-map").inner_html()
    page.keyboard.press("ArrowRight")
    assert page.locator("#numbers .heat-map").inner_html() != before
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")  # there is no further
    cell = page.evaluate(f"{focused}.getAttribute('aria-label')")
    assert page.text_content("#numbers .looked") == (
        f"“w” looks at “two” with weight {cell}."
    )
    page.keyboard.press("Tab")
    assert "Load the network" in page.evaluate(f"{focused}.textContent")
    page.keyboard.press("Enter")
    wait_for(page, "spelling", lambda text: "." in text)
    # The button is gone: the field has the focus.
    assert page.evaluate(f"{focused}.closest('figure').id") == "spelling"
    page.keyboard.type("s")
    wait_for(
        page,
        "spelling",
        lambda _: "thoroughs" in page.text_content("#spelling caption"),
    )


@pytest.mark.thorough
def test_axe_finds_nothing_in_light_dark_or_on_a_phone(live):
    page = live.page
    for theme, width, options in [
        ("light", 1280, AXE_OPTIONS),
        ("dark", 1280, ONLY_COLOURS),
        ("light", 390, ALL_BUT_COLOURS),
    ]:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found = Axe().run(page, context="article", options=options).response
        assert found["violations"] == [], (theme, width)
        sideways = page.evaluate("document.documentElement.scrollWidth")
        assert sideways <= width


def test_letters_take_their_time_unless_motion_is_unwanted(opened, site):
    """A letter waits for no timer where less motion is wanted."""
    for motion, waits in ("reduce", 0), ("no-preference", 3):
        visit = opened(PAGE, site, reduced_motion=motion)
        asked = visit.page.evaluate(
            """async () => {
              const seen = [], usual = window.setTimeout;
              let waits = 0;
              window.setTimeout = (call) => { waits++; call(); };
              const turn = Explorer.inTurn(new AbortController().signal, (step) => seen.push(step));
              ["a", "b", "c"].forEach(turn.next);
              await turn.done();
              window.setTimeout = usual;
              return [seen.join(""), waits];
            }"""
        )
        assert asked == ["abc", waits]


def test_without_javascript_the_pictures_stay(opened, site):
    visit = opened(PAGE, site, java_script_enabled=False)
    pictures = visit.page.locator("figure img")
    assert all(each.is_visible() for each in pictures.all())
    assert pictures.count() == 1 + len(EXAMPLES)


# ---- those whose numbers the chapters have computed ----


def numbers(names, vector):
    pairs = zip(names, vector, strict=False)
    return ", ".join(f"{name} {number:.2f}" for name, number in pairs)


def embeddings_of_the_chapter():
    """The table of vectors that the self-attention chapter shows."""
    notebook = read_notebook(ROOT, "chapters/01_self_attention.ipynb")
    tables = [
        ast.literal_eval(node.value)
        for cell in code_cells(notebook)
        for node in syntax_tree(cell).body
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == "embedding"
    ]
    return tables[0]


def pulled(values):
    """One step from river to gold, as the library computes it from the chapter's table."""
    table = embeddings_of_the_chapter()
    first, second = (
        np.array([table[word] for word in words], float)
        for words in values["sentences"]
    )
    for step, shown in enumerate(values["steps"]):
        share = step / (len(values["steps"]) - 1)
        context, weights = self_attention((1 - share) * first + share * second)
        assert np.allclose(shown["context"], context[-1], atol=1e-3)
        assert np.allclose(shown["weights"], weights[-1], atol=1e-3)
    return f"“bank”: {numbers(values['axes'], values['steps'][1]['context'])}"


def moved(values):
    """The last word but one of the other sentence, one step colder."""
    sentence, axes = values["sentences"][1], values["axes"]
    colder = values["temperatures"].index(1) - 1
    before = numbers(axes, sentence["embeddings"][4])
    after = numbers(axes, sentence["contexts"][colder][4])
    return f"“{sentence['tokens'][4]}” moves from {before} to {after}."


def turned(values):
    """A query turned and lengthened by one step."""
    angle, length = (index + 1 for index in values["start"])
    output = values["outputs"][angle][length][:2]
    return f"Output: {numbers(values['axes']['values'], output)}."


def asked(values):
    """The last sentence, one piece to the left of where it begins; all as in the library."""
    data, model = language_model()
    for sentence in values["sentences"]:
        *_, right = looked(model, data.encode(sentence["text"]))
        for row, weights in zip(sentence["weights"], right, strict=True):
            assert row == pytest.approx(weights[: len(row)], abs=0.001)
    word = sentence["word"] - 1
    return said_of(sentence["tokens"], word, sentence["weights"][word])


def said_of(tokens, word, row):
    """What the head's figure reports of a piece that looks."""
    most = row.index(max(row))
    before = word
    while before >= 0 and tokens[before][0].isalpha():
        before -= 1
    before -= 1
    verdict = f"The end of the word before is “{tokens[before]}”, weight {row[before]:.2f}: here it"
    if before == most:
        verdict = "That is the end of the word before."
    if before < 0:
        verdict = "No word came before it."
    return (
        f"“{tokens[word]}” asks: {STORED['asks']} “{tokens[most]}” offers the most, "
        f"weight {row[most]:.2f}. {verdict}"
    )


def answered(values):
    """The first word of the second sentence, both heads off."""
    sentence, words, said = values["sentences"][1], values["vocabulary"], []
    for question, number in zip(
        values["questions"], values["order"], strict=True
    ):
        chances = sentence["answers"]["00"][0][number]
        best, right = chances.index(max(chances)), sentence["right"][0][number]
        verdict = (
            "right" if best == right else f"wrong, it is “{words[right]}”"
        )
        said.append(f"{question.lower()}: “{words[best]}”, {verdict}")
    off = " and ".join(values["heads"])
    return f"“{sentence['tokens'][0]}”, {off} off: {'; '.join(said)}."


def apart(values):
    """Positions 6 and 10."""
    product = f"{values['dots'][6][10]:.2f}".replace("-", "−")
    return f"Positions 6 and 10 are 4 apart: dot product {product}."


def masked(values):
    """No mask, the last word."""
    stage, words = values["stages"][0], values["words"]
    weights = stage["weights"][-1]
    most = weights.index(max(weights))
    return (
        f"Mask: {stage['name']}. “{words[-1]}” may see 7 of 7 tokens and takes most from "
        f"“{words[most]}”, {weights[most]:.2f}. "
        f"Its new vector: {numbers(values['axes'], stage['output'][-1])}."
    )


def aligned(values):
    """Forty nine."""
    number = values["numbers"][2][8]
    weights = number["weights"][0]
    most = ["forty", "nine"][weights.index(max(weights))]
    return f"The first letter, {number['german'][0]}, reads “{most}” ({max(weights):.2f})."


@pytest.mark.parametrize(
    ("chapter", "name", "arrow", "right"),
    [
        ("01_self_attention", "pull", "Right", pulled),
        ("01_self_attention", "attention", "Left", moved),
        ("02_query_key_value", "query", "Right", turned),
        ("02_query_key_value", "words", "Left", asked),
        ("04_multi_head", "heads", "Right", answered),
        ("05_encoder", "positions", "Right", apart),
        ("07_masking", "masks", "Right", masked),
        ("09_training", "alignment", "Right", aligned),
    ],
)
def test_each_control_by_keyboard(opened, chapter, name, arrow, right):
    """One step in each: radio buttons and sliders with an arrow, switches with Space."""
    visit = opened(f"chapters/{chapter}.html")
    figure = visit.page.locator(f'.explorer.alive[data-figure="{name}"]')
    values = json.loads(figure.get_attribute("data-values"))
    controls = figure.locator("fieldset, .slider")
    for index in range(controls.count()):
        control = controls.nth(index)
        chosen = control.locator(
            "input[type=range], input[type=radio]:checked"
        )
        if chosen.count():
            chosen.press(f"Arrow{arrow}")
        for switch in control.locator("input[type=checkbox]").all():
            switch.press("Space")
    assert right(values) in figure.locator(".report").text_content()
    for picture in figure.locator("svg[role=img]").all():
        assert len(picture.get_attribute("aria-label")) > 40
    assert visit.complaints == []
    assert loaded(visit) == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_query_keys_and_values_have_a_colour_each(opened, server, theme):
    page = opened("chapters/02_query_key_value.html", server, theme=theme).page
    page.locator("[data-figure=query].alive .value").first.wait_for()
    colours = page.evaluate(
        """["line.move", "circle.dot", "circle.value"].map((each) => {
          const style = getComputedStyle(document.querySelector(`[data-figure=query] ${each}`));
          return each.startsWith("line") ? style.stroke : style.fill;
        })"""
    )
    assert len({*colours, "rgb(0, 0, 0)", "none"}) == 5


# ---- a sentence of the reader's own, and a trained head ----


def looks(page, text, word):
    """Type a sentence and let a piece look; the sentence's own when it is None."""
    typed(page, "words", text)
    first, last = text.split()[0], text.split()[-1]
    line = page.locator("#words .shares")
    page.wait_for_function(
        """([first, last]) => {
          const all = [...document.querySelectorAll("#words .shares span")];
          const text = all.map((each) => each.firstChild.textContent).join("");
          return text.startsWith(first) && text.endsWith(last)
            && !document.querySelector("#words .outdated");
        }""",
        arg=[first, last],
    )
    line.locator("label").nth(word).click()


@pytest.mark.parametrize(
    ("text", "word", "seen"),
    [
        ("My grandmother keeps her money in the river bank", -2, 3),
        ("twas brillig and the slithy toves did gyre", -1, 0),
        ("It’s 5,000 dollars, he said", 4, 1),
    ],
)
def test_a_sentence_of_one_s_own_is_computed_as_in_the_library(
    live, text, word, seen
):
    page, (data, model) = live.page, language_model()
    ids = data.encode(text)
    query, key, weights = looked(in_the_page(model), ids)
    word %= len(ids)
    looks(page, text, word)
    tokens = page.locator("#words .shares span").evaluate_all(
        "(all) => all.map((each) => each.firstChild.textContent)"
    )
    assert "".join(tokens) == text.replace(" ", "▁")
    row = weights[word, : word + 1].tolist()
    shown = page.locator("#words .shares small").all_inner_texts()
    assert [float(each) for each in shown[: word + 1]] == pytest.approx(
        row, abs=0.0051
    )
    assert set(shown[word + 1 :]) <= {"–"}
    report = page.locator("#words .report").text_content()
    assert said_of(tokens, word, row) in report
    page.locator("#words .choice-seen label").nth(seen).click()
    about = page.text_content("#words .about")
    q, k = query[word], key[seen]
    sizes = [(q @ k).item(), (q @ k).item() / 32**0.5, row[seen]]
    found = [
        float(each)
        for each in re.findall(r"-?\d+\.\d\d", about.replace("−", "-"))
    ]
    assert found == pytest.approx(sizes, abs=0.011)
    assert f"What “{tokens[word]}” asks:" in about
    assert f"What “{tokens[seen]}” offers:" in about
    labels = page.locator("#words .heat-map td[aria-label]").evaluate_all(
        "(all) => all.map((cell) => Number(cell.getAttribute('aria-label')))"
    )
    right = torch.cat([q, k, q * k])
    assert labels == pytest.approx(right.tolist(), abs=0.011)


def test_what_a_piece_offers_is_put_into_words(live):
    page = live.page
    looks(page, "the forgotten dictionary remembers", -1)
    tokens = page.locator("#words .choice-seen span").all_inner_texts()
    assert tokens == [
        "the",
        "▁for",
        "g",
        "ot",
        "ten",
        "▁d",
        "iction",
        "ary",
        "▁rem",
        "em",
        "bers",
    ]
    offers = {}
    for i in (0, 6, 7, 8, 9, 10):
        page.locator("#words .choice-seen label").nth(i).click()
        about = page.text_content("#words .about")
        offers[tokens[i]] = re.search(r"offers: (.*?)\.", about)[1]
    assert offers == {
        "the": "something further back",
        "iction": "a piece of the word before, not its end",
        "ary": "the end of the word before",
        "▁rem": "an earlier piece of the same word",
        "em": "an earlier piece of the same word",
        "bers": "the piece that asks, itself",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("   ", "Type something"),
        ("river 😀", "cannot read “😀”"),
        ("Привет, мир", "cannot read “П”"),
        ("河岸", "cannot read “河”"),
        ("12 + 7", "cannot read “+”"),
        ("1,234 – 5?!", "There is no word in this text"),
        ("bank " * 80, "82 tokens are too many to be shown"),
    ],
)
def test_an_odd_sentence_is_named_and_the_last_one_stays(live, text, said):
    page = live.page
    looks(page, "the boat left the river bank", -1)
    before = page.text_content("#words .shares")
    typed(page, "words", text)
    page.locator("#words .error").filter(has_text=said).wait_for()
    assert page.text_content("#words .shares") == before
    assert page.locator("#words .outdated").count() == 1
    looks(page, "a dog", -1)
    assert page.text_content("#words .error") == ""


def test_a_link_carries_a_sentence_to_the_head(live, opened, site):
    live.page.click("#words .examples button >> nth=1")
    live.page.locator("#words .shares", has_text="iction").wait_for()
    link = live.page.url.partition("#")[2]
    assert link.endswith("every+forgotten+word&for=language_model")
    visit = opened(f"{PAGE}#{link}", site)
    visit.page.locator("#words .shares", has_text="iction").wait_for()
    assert loaded(visit) == {"language_model"}


def test_a_head_by_keyboard(fresh):
    page, focused = fresh.page, "document.activeElement"
    page.focus("#words .choice-sentence input")
    page.keyboard.press("Tab")
    assert "Load the network" in page.evaluate(f"{focused}.textContent")
    page.keyboard.press("Enter")
    page.locator("#words input[type=text]").wait_for()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("a dictionary")
    page.locator("#words .shares", has_text="iction").wait_for()
    for _ in range(5):  # past four examples
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    report = page.locator("#words .report")
    assert report.text_content().startswith("“iction” asks:")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    about = page.locator("#words .about")
    assert "What “▁d” offers: an earlier piece" in about.text_content()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    value = page.evaluate(f"{focused}.getAttribute('aria-label')")
    said = page.text_content("#words .looked")
    assert said == f"Number 32 of the key: {value.replace('-', '−')}."


# ---- MiniLM ----


def test_without_its_weights_stored_sentences_are_shown_and_it_is_said(
    browser, built_book, tmp_path, monkeypatch
):
    monkeypatch.setattr(networks, "has_minilm", lambda: False)
    monkeypatch.setitem(EXAMPLES, "meaning", ("meaning", MEANINGS, "minilm"))
    lay_out(tmp_path, built_book)
    with serving(tmp_path) as address:
        visit = open_page(browser, address, PAGE)
        page = visit.page
        page.locator("#meaning .about", has_text="make real").wait_for()
        assert page.locator("#meaning .offer").count() == 0
        report = page.locator("#meaning .report")
        assert report.text_content() == (
            "Of the stored sentences, “shore” is nearest to “river”: cosine 0.50."
        )
        page.locator("#meaning .choice-sentence label").nth(2).click()
        assert page.locator("#meaning .token").all_inner_texts() == [
            *("shore", "river")
        ]
        page.locator("#meaning .choice-head label").nth(1).click()
        assert "Layer 3, head 8: at the first token" in page.text_content(
            "#meaning"
        )
        cell = page.locator("#meaning .heat-map td[aria-label]").nth(1)
        assert cell.get_attribute("aria-label") == "0.40"
        assert visit.complaints == []
        page.context.close()


@needs_minilm
@torch.no_grad()
def test_a_text_of_one_s_own_is_compared_by_minilm_as_in_the_library(live):
    page, (model, tokenizer) = live.page, minilm()
    text = "We walked along the water’s edge."
    typed(page, "meaning", text)
    wait_for(page, "meaning", lambda said: text in said)
    sentences = ["river", "shore", "money"]
    encoded = [tokenizer.encode(each) for each in (text, *sentences)]
    own, *stored = (model(torch.tensor([each.ids]))[0] for each in encoded)
    right = sorted(((own @ each).item() for each in stored), reverse=True)
    shown = page.locator("#meaning .number").all_inner_texts()
    assert [float(each) for each in shown] == pytest.approx(right, abs=0.02)
    page.locator("#meaning .choice-layer label").nth(1).click()
    page.locator("#meaning .choice-head label").nth(9).click()
    assert "Layer 2, head 9" in page.text_content("#meaning")
    _, maps = model.encode(torch.tensor([encoded[0].ids]), need_weights=True)
    labels = page.locator("#meaning td[aria-label]").evaluate_all(
        "(all) => all.map((cell) => Number(cell.getAttribute('aria-label')))"
    )
    assert labels == pytest.approx(maps[1][0, 8].flatten().tolist(), abs=0.05)
    typed(page, "meaning", "word " * 40)
    page.locator(
        "#meaning .error", has_text="42 tokens are too many"
    ).wait_for()
    typed(page, "meaning", " ")
    page.locator("#meaning .error", has_text="Type something").wait_for()


# ---- in each browser, from a folder and from a server ----

# What a reader does with a figure, and what the figure shows then.
USE = """(async (name) => {
  const all = (what) => [...document.querySelectorAll(`#${name} ${what}`)];
  const texts = (what) => all(what).map((each) => each.textContent);
  const report = () => texts(".report")[0] ?? "";
  const until = async (right) => {
    for (let i = 0; i < 1000 && !right(); i++) {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    if (!right()) throw new Error(`${name}: ${texts(".error")} ${report()}`);
  };
  const move = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input"));
  };
  const type = (text) => move(all("input[type=text]")[0], text);
  const beams = async (text) => {
    type(text);
    await until(() => texts("caption")[0]?.includes(text) && report());
    return [report(), ...texts(".plain td").filter((_, i) => i % 3 === 0)];
  };
  const uses = {
    async numbers() {
      type("99");
      await until(report);
      return [report(), all("td[aria-label]").length];
    },
    spelling: () => beams("transformer"),
    translation: () => beams("Die Datei ist zu groß."),
    async sampling() {
      move(all(".slider input")[0], 0);
      await until(() => report().includes("1 distinct"));
      return texts(".lines label");
    },
    async maps() {
      all(".choice-map input")[8].click();
      await until(() => texts("legend").some((text) => text.includes("layer 3")));
      all(".choice-switches input")[0].click();
      await until(() => report().includes("without"));
      return [report(), all("td[aria-label]").map((cell) => cell.getAttribute("aria-label"))];
    },
    async words() {
      await until(() => all("input[type=text]").length);
      type("the old man kept a dictionary");
      await until(() => texts(".shares label").some((text) => text.includes("▁man")));
      return [report(), texts(".shares label"), texts(".about")];
    },
    async steps() {
      for (let i = 1; i < 40; i++) all(".turn button")[1].click();
      return [report(), texts(".bars .number")];
    },
  };
  if (name !== "numbers") {
    all(".offer button")[0].click();
    await until(() => report().includes("."));
  }
  return uses[name]();
})"""


# A part of what each then says; the sentence without *nicht* is one that a head less makes.
SAID = {
    "numbers": "ninety nine is neunundneunzig.",
    "spelling": "T R AE N S F AO R M ER",
    "translation": "The file is too large.",
    "sampling": "The file cannot be saved.",
    "maps": "and “The file can be saved.” without cross-attention, layer 3, head 1.",
    "words": "“ary” asks: which word came before mine? “▁a” offers the most",
    "steps": "Step 40 of 40, The next letter: softmax. The next token: “",
}


def used(evaluate):
    """What each figure shows after it was used."""
    return {name: evaluate(f"{USE}('{name}')") for name in SAID}


@pytest.fixture(scope="module")
def by_chromium(browser, site):
    """The same in Chromium from a server, as the tests above hold it against the library."""
    visit = open_page(browser, site, PAGE, reduced_motion="reduce")
    shown = used(visit.page.evaluate)
    visit.page.context.close()
    for name, part in SAID.items():
        assert part in shown[name][0]
    return shown


def test_figures_can_be_used_from_a_folder(opened, folder, by_chromium):
    visit = opened(PAGE, f"{folder.as_uri()}/")
    assert used(visit.page.evaluate) == by_chromium
    assert visit.complaints == []


@pytest.mark.thorough
@pytest.mark.skipif(
    not firefox(), reason="no Firefox here: install firefox-esr"
)
def test_figures_can_be_used_in_firefox(folder, site, by_chromium):
    with running_firefox() as tab:
        for root in f"{folder.as_uri()}/", site:
            tab.goto(root + PAGE)
            assert used(tab.evaluate) == by_chromium, root
