/* The query-key-value chapter: a trained query. The sentence itself is the picture: choose the token that looks, and
   see the weight of each token before it. */
"use strict";

{
const { element, choice, shade, start } = Explorer;

start("words", ({ asks, sentences }) => {
  let sentence, weights;
  const line = element("div", { class: "shares" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function look(word) {
    const row = sentence.weights[word], { tokens } = sentence;
    weights.forEach((weight, i) => {
      const own = row[i] ?? 0;
      weight.textContent = i > word ? "–" : own.toFixed(2);
      shade(weight.parentNode, own);
    });
    const most = row.indexOf(Math.max(...row));
    report.textContent = `“${tokens[word]}” asks: ${asks} “${tokens[most]}” offers the most, weight ${row[most].toFixed(2)}.`;
  }

  function read(index) {
    sentence = sentences[index];
    weights = sentence.tokens.map(() => element("small"));
    const options = sentence.tokens.map((token, i) => {
      const option = document.createDocumentFragment();
      option.append(token, weights[i]);
      return option;
    });
    line.replaceChildren(choice("The token that looks", "looks", options, sentence.word, look));
    look(sentence.word);
  }

  read(0);
  return [
    choice("Sentence", "sentence", sentences.map(({ text }) => text), 0, read),
    line, report,
  ];
});
}
