"""Time the networks in a page, in Chromium: how long a reader waits; not a test.

For each network, on inputs that it was not trained on: milliseconds from the call to the first and
to the last token, greedily; the time to load, from a server on this machine; and how long a letter
that is typed may wait, because the page had no turn. Run it with `make bench`, or
`python -m book.time_networks --inputs 50`.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median, quantiles

from book.browser import chromium, running_browser
from book.serve import serving
from book.site import networks
from recipes.recipe import load_recipe

MEASURE = """async ([name, texts]) => {
  const start = performance.now();
  const network = await NetworkWorker.load(name);
  const times = [];
  const loaded = performance.now() - start;
  let last = performance.now(), wait = 0;
  const beat = setInterval(() => {
    const now = performance.now();
    [wait, last] = [Math.max(wait, now - last), now];
  });
  for (const text of texts) {
    const start = performance.now(), steps = [];
    await network.generate(text, {}, () => steps.push(performance.now() - start));
    times.push([steps[0], steps.at(-1), steps.length]);
  }
  clearInterval(beat);
  return [loaded, wait, times];
}"""


def held_out(name: str) -> list[str]:
    """Return the texts of a network's test part, each once."""
    data = load_recipe(name).data
    if name == "number_words":
        numbers = (data.numbers[n] for n in data.parts["test"])
        return [" ".join(english) for english, _ in numbers]
    if name == "spelling_to_sound":
        return data.words_of("test")
    return list(dict.fromkeys(german for german, _ in data.texts("test")))


def report(name, loaded, wait, times) -> str:
    """Return a line on one network."""
    first, last, tokens = zip(*times, strict=True)
    return (
        f"{name:18} loaded in {loaded:5.0f} ms, very first token {first[0]:5.1f} ms, "
        f"first {median(first):5.1f} ms (95 %: {quantiles(first, n=20)[-1]:5.1f}), "
        f"last {median(last):6.1f} ms, {sum(last) / sum(tokens):5.2f} ms per token, "
        f"page without a turn at most {wait:3.0f} ms"
    )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--inputs", type=int, default=50)
    number = parser.parse_args().inputs
    if not chromium():
        raise SystemExit("no Chromium here: install chromium, or set CHROMIUM")
    with tempfile.TemporaryDirectory() as folder:
        page = networks.stand_alone(Path(folder)).relative_to(folder)
        with serving(folder) as address, running_browser() as browser:
            tab = browser.new_page()
            tab.goto(f"{address}{page}")
            print(f"Chromium {browser.version}, {number} inputs each")
            for name in networks.NAMES:
                texts = held_out(name)
                spread = texts[:: max(1, len(texts) // number)][:number]
                print(report(name, *tab.evaluate(MEASURE, [name, spread])))


if __name__ == "__main__":
    main()
