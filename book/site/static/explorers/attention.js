/* The self-attention chapter: choose a sentence and a word, move the temperature, see the weights and the context
   vector. */
"use strict";

{
const { element, shape, choice, slider, bars, panel, plane, dots, start } = Explorer;

/* The plane of the first two entries: dots for the words, a line from the chosen one to each, as thick as
   its weight, and an arrow from its embedding to its context vector. */
function drawPlane(svg, axes, sentence, word, weights, context) {
  const { x, y } = plane(svg, axes, { left: 34, bottom: 318, reach: [3.2, 3.2] });
  const [a, b] = sentence.embeddings[word];
  sentence.embeddings.forEach(([c, d], i) => svg.append(shape("line",
    { x1: x(a), y1: y(b), x2: x(c), y2: y(d), class: "pull", "stroke-width": 22 * weights[i] })));
  // Along the bottom the labels go below the axis, where no arrow ends.
  dots(svg, { x, y }, sentence.tokens, sentence.embeddings.map(([a, b]) => [a, b]),
    (_, b) => [6, b < 0.5 ? 20 : -9]);
  const [from, to] = [sentence.embeddings[word], context].map(([a, b]) => [x(a), y(b)]);
  svg.append(
    shape("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: "move" }),
    shape("circle", { cx: from[0], cy: from[1], r: 5.5, class: "start" }),
    shape("circle", { cx: to[0], cy: to[1], r: 6.5, class: "goal" }),
  );
}

start("attention", ({ axes, temperatures, sentences }) => {
  const state = { sentence: 0, word: 5, temperature: temperatures.indexOf(1) };
  const words = element("div");
  const weightBars = element("ol", { class: "bars" });
  const picture = shape("svg", { viewBox: "0 0 360 368", role: "img" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function draw() {
    const sentence = sentences[state.sentence];
    const token = sentence.tokens[state.word];
    const context = sentence.contexts[state.temperature][state.word];
    const place = (vector) => `${axes[0]} ${vector[0].toFixed(2)}, ${axes[1]} ${vector[1].toFixed(2)}`;
    const before = place(sentence.embeddings[state.word]);
    const after = place(context);
    const weights = sentence.weights[state.temperature][state.word];
    weightBars.replaceChildren(...bars(sentence.tokens, weights, state.word));
    drawPlane(picture, axes, sentence, state.word, weights, context);
    picture.setAttribute("aria-label", `Plane of ${axes.join(" and ")}: ${token} moves from ${before} to ${after}.`);
    report.textContent = `“${token}” moves from ${before} to ${after}.`;
  }

  function chooseWord() {
    words.replaceChildren(choice("The word that looks", "word", sentences[state.sentence].tokens, state.word,
      (i) => { state.word = i; draw(); }));
  }

  chooseWord();
  draw();
  return [
    choice("Sentence", "sentence", sentences.map(({ tokens }) => tokens.join(" ")), state.sentence,
      (i) => { state.sentence = i; chooseWord(); draw(); }),
    words,
    slider("Temperature", temperatures, state.temperature, (i) => { state.temperature = i; draw(); }),
    element("div", { class: "panels" },
      panel("Its weights", weightBars), panel("Where it goes", picture)),
    report,
  ];
});
}
