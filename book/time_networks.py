"""Time the networks in a page, in Chromium: how long a reader waits; not a test.

For each network, on inputs that no training has seen: milliseconds from the call to the first and
to the last token, greedily; the time to load, from a server on this machine; and the longest time
that the page had no turn meanwhile: so long may a letter that is typed wait. Run it with
`make bench`, or `python -m book.time_networks --inputs 50`.
"""

import argparse
import functools
import statistics
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from book.browser import chromium, running_browser
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


def texts(name: str, number: int) -> list[str]:
    """Return texts of a network's test part, evenly spread over it."""
    data = load_recipe(name).data
    if name == "number_words":
        numbers = (data.numbers[n] for n in data.parts["test"])
        found = [" ".join(english) for english, _ in numbers]
    elif name == "spelling_to_sound":
        found = data.words_of("test")
    else:
        found = [german for german, _ in data.texts("test")]
    return found[:: max(1, len(found) // number)][:number]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--inputs", type=int, default=50)
    number = parser.parse_args().inputs
    if not chromium():
        raise SystemExit("no Chromium here: install chromium, or set CHROMIUM")
    with tempfile.TemporaryDirectory() as folder:
        page = networks.stand_alone(Path(folder)).relative_to(folder)
        handler = functools.partial(Quiet, directory=folder)
        with (
            ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
            running_browser() as browser,
        ):
            threading.Thread(target=server.serve_forever, daemon=True).start()
            tab = browser.new_page()
            tab.goto(f"http://127.0.0.1:{server.server_port}/{page}")
            print(f"Chromium {browser.version}, {number} inputs each")
            for name in networks.NAMES:
                given = [name, texts(name, number)]
                loaded, wait, times = tab.evaluate(MEASURE, given)
                cold, *_ = times[0]
                first, last, tokens = zip(*times, strict=True)
                print(
                    f"{name:18} loaded in {loaded:5.0f} ms, "
                    f"very first token {cold:5.1f} ms, "
                    f"first {statistics.median(first):5.1f} ms (95 %: "
                    f"{sorted(first)[int(0.95 * len(first))]:5.1f}), "
                    f"last {statistics.median(last):6.1f} ms, "
                    f"{sum(last) / sum(tokens):5.2f} ms per token, "
                    f"page without a turn at most {wait:3.0f} ms"
                )
            server.shutdown()


if __name__ == "__main__":
    main()
