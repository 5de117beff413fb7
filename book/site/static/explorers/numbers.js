/* The first page: type a number and see it become a German number, letter by letter, with the
   cross-attention of each letter. At rest it shows an example that was computed while the book was
   built; the network is loaded once the reader goes to the field. */
"use strict";

{
const {
  attentionMap, element, field, inTurn, latest, mapChoice, pickedRow, progress, read, shown: nameOf, start,
} = Explorer;

const SMALL = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
  + "sixteen seventeen eighteen nineteen").split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/* A number below 10,000 in English words, as recipes/number_words/build_data.py has them. */
function inWords(number) {
  const rest = (size) => number % size;
  if (number >= 1000) {
    const joined = !rest(1000) ? "" : `${rest(1000) < 100 ? " and" : ""} ${inWords(rest(1000))}`;
    return `${SMALL[Math.floor(number / 1000)]} thousand${joined}`;
  }
  if (number >= 100) {
    return `${SMALL[Math.floor(number / 100)]} hundred${rest(100) ? ` and ${inWords(rest(100))}` : ""}`;
  }
  if (number >= 20) return TENS[Math.floor(number / 10) - 2] + (rest(10) ? ` ${SMALL[rest(10)]}` : "");
  return SMALL[number];
}

/* What the network is to read: digits become words, words stay as they are. */
function readAs(text) {
  const digits = text.trim().replace(/(?<=\d)[,.\u2009\u202f](?=\d{3}(\D|$))/g, "");
  if (!/^\d+$/.test(digits)) return text;
  if (Number(digits) > 9999) throw new Error(`${digits} is too large: the network knows the numbers from 0 to 9999`);
  return inWords(Number(digits));
}

Explorer.inWords = inWords; // for the tests

start("numbers", ({ text, words, steps, sizes }, root) => {
  const picked = { layer: 0, head: -1 };
  let shown = { words, steps };
  const { node: progressLine, load } = progress();
  const line = field("A number from 0 to 9999, in digits or in English words", text, root.dataset.network,
    (typed) => write(typed));
  const title = element("p", { class: "title" });
  const written = element("p", { class: "written", lang: "de" });
  const { node: map, draw: drawMap } = attentionMap("Where each letter looks");
  const report = element("p", { class: "report spoken", "aria-live": "polite" });

  function draw() {
    const letters = shown.steps.map(({ token }) => nameOf(token));
    const rows = shown.steps.map(({ cross }) => pickedRow(cross, picked));
    title.textContent = `${shown.words.join(" ")} →`;
    written.textContent = shown.steps.map(({ token }) => token).filter((token) => token !== "<end>").join("");
    drawMap(letters, shown.words, rows);
  }

  const write = latest(async (signal, typed) => {
    line.complain("");
    const words = readAs(typed);
    const network = await load(root.dataset.network);
    const { text: source, tokens } = await read(network, words, { signal, most: 12 });
    const now = { words: tokens, steps: [] };
    const { next, done } = inTurn(signal, (step) => {
      now.steps.push(step);
      shown = now;
      draw();
    });
    const result = await network.generate(source, { signal }, next);
    await done();
    report.textContent = `${tokens.join(" ")} is ${result.text}.`;
  }, line);

  line.input.addEventListener("focus", () => {
    // What goes wrong is said when something is typed.
    load(root.dataset.network).catch(() => null);
  }, { once: true });

  draw();
  if (Explorer.linkedText(root.dataset.network) !== null) write(line.input.value);
  return [
    line.node, progressLine, title, written,
    mapChoice(sizes, picked, draw), map, report,
  ];
});
}
