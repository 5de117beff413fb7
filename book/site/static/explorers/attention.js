/* Chapter 1: choose a sentence and a word, move the temperature, see the weights and the context
   vector. */
"use strict";

{
const { element, shape, choice, slider, bars, panel, start } = Explorer;

/* The plane of the first two entries: dots for the words, an arrow from the chosen embedding to its
   context vector. */
function drawPlane(svg, axes, sentence, word, context) {
  const scale = 92, left = 34, bottom = 318, reach = 3.2;
  const x = (value) => left + scale * value;
  const y = (value) => bottom - scale * value;
  svg.replaceChildren();
  svg.append(
    shape("line", { x1: x(0), y1: y(0), x2: x(reach), y2: y(0), class: "axis" }),
    shape("line", { x1: x(0), y1: y(0), x2: x(0), y2: y(reach), class: "axis" }),
    shape("text", { x: x(reach), y: y(0) + 42, class: "axis-name", "text-anchor": "end" }, axes[0]),
    shape("text", { x: left - 12, y: y(reach), class: "axis-name", "text-anchor": "end",
      transform: `rotate(-90 ${left - 12} ${y(reach)})` }, axes[1]),
  );
  const labels = new Map(); // words at one place share one label
  sentence.tokens.forEach((token, i) => {
    const [a, b] = sentence.embeddings[i];
    const words = labels.get(`${a},${b}`) ?? new Set();
    labels.set(`${a},${b}`, words.add(token));
  });
  for (const [place, words] of labels) {
    const [a, b] = place.split(",").map(Number);
    svg.append(
      shape("circle", { cx: x(a), cy: y(b), r: 4.5, class: "dot" }),
      // Along the bottom the labels go below the axis, where no arrow ends.
      shape("text", { x: x(a) + 6, y: y(b) + (b < 0.5 ? 20 : -9), class: "dot-name" }, [...words].join(", ")),
    );
  }
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
  const plane = shape("svg", { viewBox: "0 0 360 368", role: "img" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function draw() {
    const sentence = sentences[state.sentence];
    const token = sentence.tokens[state.word];
    const context = sentence.contexts[state.temperature][state.word];
    const place = (vector) => `${axes[0]} ${vector[0].toFixed(2)}, ${axes[1]} ${vector[1].toFixed(2)}`;
    const before = place(sentence.embeddings[state.word]);
    const after = place(context);
    weightBars.replaceChildren(
      ...bars(sentence.tokens, sentence.weights[state.temperature][state.word], state.word));
    drawPlane(plane, axes, sentence, state.word, context);
    plane.setAttribute("aria-label", `Plane of ${axes.join(" and ")}: ${token} moves from ${before} to ${after}.`);
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
      panel("Its weights", weightBars), panel("Where it goes", plane)),
    report,
  ];
});
}
