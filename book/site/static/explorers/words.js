/* The query-key-value chapter: a trained query. The sentence itself is the picture: choose the token that looks, and
   see the weight of each token before it. A few sentences are stored; with the network, the reader's own is computed,
   and the query and a key stand below, in words and in numbers. */
"use strict";

{
const { choice, element, field, latest, linkedText, mapToRead, offer, read, shade, start } = Explorer;

const MOST = 64; // tokens
const number = (value) => value.toFixed(2).replace("-", "−");

/* The first piece of the word that piece i belongs to. A sign is a word of its own. */
function startOf(tokens, i) {
  while (i > 0 && /^\p{L}/u.test(tokens[i])) i--;
  return i;
}

/* What piece i offers to the one that looks, in our words. */
function offered(tokens, looking, i) {
  const start = startOf(tokens, looking);
  if (i === looking) return "the piece that asks, itself";
  if (i >= start) return "an earlier piece of the same word";
  if (i === start - 1) return "the end of the word before";
  return i >= startOf(tokens, start - 1) ? "a piece of the word before, not its end" : "something further back";
}

start("words", ({ asks, label, sentences }, root) => {
  const { network: name } = root.dataset;
  let sentence, weights, looking, seen;
  const top = element("div"), line = element("div", { class: "shares" }), keys = element("div");
  const report = element("p", { class: "report", "aria-live": "polite" });
  const inWords = element("p", { class: "about" });
  const { node: vectors, draw: drawVectors } = mapToRead("Query, key and their products",
    (row, _, value, what, i) => `Number ${i + 1} of the ${row}: ${value}.`);
  const below = element("div", {}, keys, inWords, vectors);
  below.hidden = true;

  /* The query, the key that is looked at, and how a weight comes of them. */
  function compare() {
    const { tokens, query, key, scores } = sentence, q = Array.from(query[looking]), k = Array.from(key[seen]);
    const products = q.map((each, i) => each * k[i]), sum = products.reduce((a, b) => a + b);
    const most = Math.max(...[...q, ...k].map(Math.abs));
    inWords.replaceChildren(
      element("strong", { class: "query" }, `What “${tokens[looking]}” asks:`), ` ${asks} `,
      element("strong", { class: "key" }, `What “${tokens[seen]}” offers:`), ` ${offered(tokens, looking, seen)}. `,
      `The products of the ${q.length} numbers of query and key add up to ${number(sum)}. Divided by √${q.length} `
      + `that is the score ${number(scores[looking][seen])}, and the softmax of all scores makes it the weight `
      + `${number(sentence.weights[looking][seen])}.`);
    drawVectors(["query", "key", "product"], q.map(() => "·"), [q, k, products], -1,
      { name: "number (products may lie beyond)", low: -most, high: most });
  }

  function look(word) {
    const row = Array.from(sentence.weights[word]), { tokens } = sentence;
    looking = word;
    weights.forEach((weight, i) => {
      const own = row[i] ?? 0;
      weight.textContent = i > word ? "–" : own.toFixed(2);
      shade(weight.parentNode, own);
    });
    seen = row.indexOf(Math.max(...row));
    const before = startOf(tokens, word) - 1;
    const verdict = before < 0 ? "No word came before it."
      : seen === before ? "That is the end of the word before."
        : `The end of the word before is “${tokens[before]}”, weight ${number(row[before])}: here it looks elsewhere.`;
    report.textContent = `“${tokens[word]}” asks: ${asks} “${tokens[seen]}” offers the most, weight ${number(row[seen])}. `
      + verdict;
    if (!sentence.query) return;
    below.hidden = false;
    keys.replaceChildren(choice("The token that is looked at", "seen", tokens.slice(0, word + 1), seen,
      (i) => { seen = i; compare(); }));
    compare();
  }

  function show(given) {
    sentence = given;
    weights = sentence.tokens.map(() => element("small"));
    const options = sentence.tokens.map((token, i) => {
      const option = document.createDocumentFragment();
      option.append(token, weights[i]);
      return option;
    });
    line.replaceChildren(choice("The token that looks", "looks", options, sentence.word, look));
    look(sentence.word);
  }

  function come(network) {
    const own = field(label, sentence.text, name, (typed) => write(typed));
    const write = latest(async (signal, typed) => {
      own.complain("");
      const { text, tokens } = await read(network, typed.trim(), { signal, most: MOST });
      if (!/\p{L}/u.test(text)) throw new Error("There is no word in this text: type an English sentence.");
      const found = await network.look(text, { signal });
      show({ ...found, tokens, word: tokens.length - 1 });
    }, own);
    top.replaceChildren(own.node);
    own.input.focus(); // the button that was pressed is gone
    write(own.input.value);
  }

  const offering = offer(name, come);
  top.append(choice("Sentence", "sentence", sentences.map(({ text }) => text), 0, (i) => show(sentences[i])),
    ...offering);
  show(sentences[0]);
  if (linkedText(name) !== null) offering[0].querySelector("button").click();
  return [top, line, report, below];
});
}
