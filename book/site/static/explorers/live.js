/* What figures share that run a trained network of the book, besides explorer.js. Such a figure has

     data-network="NETWORK"

   too, and network_worker.js of ../networks/ on its page. Explorer.startLive("NAME", build) leaves the
   picture, offers to load the network, and then calls build(values, network). */
"use strict";

{
const TYPING_PAUSE = 400; // milliseconds: half a word is not a mistake
const carried = new URLSearchParams(location.hash.slice(1)); // by the address, when the page was opened
const EXAMPLES = { // network -> texts that it reads
  number_words: ["twelve", "ninety nine", "five thousand and one"],
  spelling_to_sound: ["tough", "nation", "beautiful"],
  language_model: [
    "the boat left the river bank", "a dictionary remembers every forgotten word",
    "the sailors watched the whale on the horizon", "twas brillig and the slithy toves did gyre",
  ],
  minilm: ["We rowed to the shore.", "My savings earn no interest.", "How do I translate a text?"],
  german_to_english: ["Der Ordner ist leer.", "Die Datei ist zu groß.", "Wollen Sie die Datei wirklich löschen?"],
};

Object.assign(Explorer, {
  button(text, onPress) {
    const button = Explorer.element("button", { type: "button" }, text);
    button.addEventListener("click", onPress);
    return button;
  },

  /* The text that the page's address carries for a network, or null: ...#text=two+hundred&for=number_words. */
  linkedText(network) {
    return [null, network].includes(carried.get("for")) ? carried.get("text") : null;
  },

  /* A line to type in, buttons with examples, and a line for what is wrong; onType(text) is called when
     typing pauses. What is typed goes into the page's address, so that a link carries it, and comes from
     there. Gives { node, input, complain }; complain(message) shows a message, complain("") takes it away. */
  field(label, text, network, onType) {
    const { element, newName, button, linkedText } = Explorer;
    const id = newName();
    const error = element("p", { class: "error", id, "aria-live": "polite" });
    const input = element("input", { type: "text", autocapitalize: "off", autocomplete: "off",
      spellcheck: "false", "aria-describedby": id });
    input.value = linkedText(network) ?? text;
    let pause;
    const take = () => {
      history.replaceState(null, "", `#${new URLSearchParams({ text: input.value, for: network })}`);
      onType(input.value);
    };
    input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(take, TYPING_PAUSE);
    });
    const examples = EXAMPLES[network].map((example) => button(example, () => {
      clearTimeout(pause);
      input.value = example;
      take();
    }));
    const node = element("div", { class: "field" },
      element("label", {}, element("span", {}, label), input),
      element("p", { class: "examples" }, "Try: ", ...examples.flatMap((each) => [each, " "])), error);
    const complain = (message) => {
      if (error.textContent !== message) error.textContent = message;
      input.setAttribute("aria-invalid", String(message !== ""));
    };
    return { node, input, complain };
  },

  /* Let the cells of a heat map be reached one by one. */
  lookAround(table, name, onLook) {
    const cells = [...table.rows].slice(1).map((row) => [...row.cells].slice(1));
    const place = (cell) => {
      const row = cells.findIndex((each) => each.includes(cell));
      return row < 0 ? null : [row, cells[row].indexOf(cell)];
    };
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", name);
    cells.flat().forEach((cell, i) => { cell.tabIndex = i ? -1 : 0; });
    let stop = cells[0]?.[0];
    table.addEventListener("pointerover", ({ target }) => {
      const at = place(target);
      if (at) onLook(...at);
    });
    table.addEventListener("focusin", ({ target }) => {
      stop.tabIndex = -1;
      stop = target;
      stop.tabIndex = 0;
      onLook(...place(stop));
    });
    table.addEventListener("keydown", (event) => {
      const [row, column] = place(event.target), last = cells[row].length - 1;
      const to = {
        ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1],
        ArrowRight: [row, column + 1], Home: [row, 0], End: [row, last],
      }[event.key];
      if (!to) return;
      event.preventDefault();
      cells[to[0]]?.[to[1]]?.focus();
    });
  },

  /* A small heat map, what its colours mean, and a line that says what the cell below the pointer or in
     focus holds: { node, draw(rows, columns, values, chosen, scale) }. Values may be null (masked). The
     scale { name, low, high } belongs to the colours, and may have `masked`, whose nulls are hatched here;
     say(row, column, number, scale's name, index of the column) is the line. Maps with no more than `few` columns have their
     numbers in the cells instead. */
  mapToRead(name, say, few = 0) {
    const { element, legend } = Explorer;
    const key = element("div"), box = element("div", { class: "map-box" });
    const looked = element("p", { class: "looked" });
    const hint = matchMedia("(hover: none)").matches ? "Tap a cell to read its number."
      : "Point at a cell, or go to the map with Tab and move with the arrow keys, to read its number.";
    const said = (value) => (value === null ? "−∞" : value.toFixed(2).replace("-", "−"));
    const draw = (rows, columns, values, chosen, scale) => {
      if (columns.length <= few) {
        key.replaceChildren();
        looked.replaceChildren();
        box.replaceChildren(Explorer.heatMap(rows, columns, values,
          { chosen, weakest: scale.low, strongest: scale.high, masked: scale.masked }));
        return;
      }
      const ends = [scale.low, scale.high].map((end) => (Number.isInteger(end) ? String(end) : said(end)));
      looked.textContent = hint; // what it said was about another map
      key.replaceChildren(legend(scale.name[0].toUpperCase() + scale.name.slice(1), ...ends));
      box.replaceChildren(Explorer.heatMap(rows, columns, values, { chosen, digits: null, name,
        weakest: scale.low, strongest: scale.high, masked: scale.masked,
        onLook: (row, column) => {
          looked.textContent = say(rows[row], columns[column], said(values[row][column]), scale.name, column);
        } }));
    };
    return { node: element("div", {}, key, box, looked), draw };
  },

  /* The same for attention: weights, unless another scale is given. */
  attentionMap(name, few = 0) {
    const { node, draw } = Explorer.mapToRead(name, (row, column, number, what) =>
      `“${row}” looks at “${column}” with ${what} ${number}.`, few);
    const weights = { name: "weight", low: 0, high: 1 };
    return { node, draw: (rows, columns, values, chosen = -1, scale = weights) =>
      draw(rows, columns, values, chosen, scale) };
  },

  /* A map without words: a pale cell is not worth an element. */
  thumbnail(map, { low, high }) {
    const { shape } = Explorer;
    const picture = shape("svg", { viewBox: `0 0 ${map[0].length} ${map.length}`,
      preserveAspectRatio: "none", "aria-hidden": "true" });
    map.forEach((row, y) => row.forEach((value, x) => {
      const share = (value - low) / (high - low || 1);
      if (share > 0.02) {
        picture.append(shape("rect", { x, y, width: 1, height: 1, "fill-opacity": share.toFixed(2) }));
      }
    }));
    return picture;
  },

  /* A link to the chapter of this name, with the title that the contents give it; null where there are none. */
  chapterLink(name) {
    const found = document.querySelector(`nav a[href*="_${name}.html"]`);
    return found && Explorer.element("a", { href: found.getAttribute("href") }, 
      `chapter ${found.textContent.trim().replace(".", ",")}`);
  },

  /* What the colours of a small heat map mean. */
  legend(text, low = "0", high = "1") {
    const { element } = Explorer;
    return element("p", { class: "legend" }, `${text}: ${low} `, element("span", { class: "ramp" }), ` ${high}`);
  },

  /* A table of texts, the best row first. */
  table(name, head, rows) {
    const { element } = Explorer;
    return element("table", { class: "plain" }, element("caption", {}, name),
      element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text))),
      ...rows.map((row) => element("tr", {}, ...row.map((text) => element("td", {}, text)))));
  },

  // ---- the network ----

  /* Pick a map: a layer, and one of its heads or the mean of all. picked is { layer, head }, with head
     -1 for the mean; it is changed, and onPick() is called. */
  mapChoice({ num_layers, num_heads }, picked, onPick) {
    const { choice, element } = Explorer;
    const counted = (number) => Array.from({ length: number }, (_, i) => String(i + 1));
    return element("div", { class: "side-by-side" },
      choice("Layer", "layer", counted(num_layers), picked.layer, (i) => { picked.layer = i; onPick(); }),
      choice("Head", "head", ["mean", ...counted(num_heads)], picked.head + 1,
        (i) => { picked.head = i - 1; onPick(); }));
  },

  /* The row of the picked map in the cross-attention of a step: of [layer][head], each a row. */
  pickedRow(cross, { layer, head }) {
    const heads = cross[layer];
    if (head >= 0) return Array.from(heads[head]);
    return Array.from(heads[0], (_, i) => heads.reduce((sum, row) => sum + row[i], 0) / heads.length);
  },

  /* The ids of the n most probable tokens, best first. */
  mostProbable(probabilities, n) {
    return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]).slice(0, n);
  },

  /* A token as it is shown: start and end have names, a space has a sign already. */
  shown: (token) => token.replace(/^<(start|end)>$/, "$1"),

  /* A function that does work(signal, ...), and stops the work that it was called for before: only what
     was asked last is waited for. What goes wrong is told to complain. Until the work is done, the figure
     that `line` stands in is pale: what it shows is unfinished, or belongs to the text before. */
  latest(work, { node: line, complain }) {
    let running = new AbortController();
    return async (...args) => {
      running.abort();
      running = new AbortController();
      const { signal } = running, figure = line.closest(".explorer");
      figure?.classList.add("outdated");
      try {
        await work(signal, ...args);
        figure?.classList.remove("outdated");
      } catch (error) {
        if (!signal.aborted) complain(error.plain ?? error.message);
      }
    };
  },

  /* The tokens that a network reads in a text, which is tidied first: { text, ids, tokens }. One that is
     too long to be shown is refused. */
  async read(network, typed, { signal, most = 40 }) {
    const text = network.tidy(typed);
    const { ids, tokens } = await network.tokenise(text, { signal });
    if (ids.length > most) {
      throw new Error(`${ids.length} tokens are too many to be shown: type a text of at most ${most}`);
    }
    return { text, ids, tokens };
  },

  /* Show steps one after the other, so that the eye can follow: next(step) takes one, the promise of
     done() waits for the last. Where less motion is wanted, all are shown at once. */
  inTurn(signal, show, milliseconds = 50) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let last = Promise.resolve();
    const next = (step) => {
      last = last.then(async () => {
        if (signal.aborted) return;
        show(step);
        if (!calm) await new Promise((resolve) => { setTimeout(resolve, milliseconds); });
      });
    };
    return { next, done: () => last.then(() => signal.throwIfAborted()) };
  },

  /* Load a network, and show how far it is; the node of the progress stands where it is put. */
  progress() {
    const { element } = Explorer;
    const bar = element("progress", { max: 1, value: 0, "aria-label": "Loading the network" });
    const amount = element("span");
    const node = element("p", { class: "progress-line" }, bar, amount);
    node.hidden = true;
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    async function load(name) {
      node.hidden = false;
      try {
        return await NetworkWorker.load(name, (received, bytes) => {
          bar.value = received / bytes;
          amount.textContent = `${megabytes(received)} of ${megabytes(bytes)} MB`;
        });
      } finally {
        node.hidden = true;
      }
    }
    return { node, load, megabytes };
  },

  /* A button that says how large a network is and loads it; ready(network) is called then. */
  offer(name, ready) {
    const { element, button, progress } = Explorer;
    const { node, load, megabytes } = progress();
    const report = element("p", { class: "error", "aria-live": "polite" });
    const ask = button("Load the network", async () => {
      if (!node.hidden) return; // it is on its way
      report.textContent = "";
      try {
        ready(await load(name));
      } catch (error) {
        report.textContent = error.message;
      }
    });
    NetworkWorker.size(name).then(
      (bytes) => { ask.textContent = `Load the network, ${megabytes(bytes)} MB`; },
      (error) => { report.textContent = error.message; },
    );
    return [element("p", { class: "offer" }, ask, " and try it here, in this page."), node, report];
  },

  /* Bring every figure of this name to life, once the reader has asked for its network. */
  startLive(name, build) {
    document.querySelectorAll(`.explorer[data-figure="${name}"]`).forEach((root) => {
      root.replaceChildren(...Explorer.offer(root.dataset.network, (network) => {
        Explorer.show(root, build(JSON.parse(root.dataset.values), network));
        root.querySelector("input")?.focus(); // the button that was pressed is gone
      }));
    });
  },
});
}
