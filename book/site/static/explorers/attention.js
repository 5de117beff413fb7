/* The self-attention chapter: choose a sentence and a word, move the temperature, see the weights and the context
   vector. */
"use strict";

{
const { element, shape, choice, slider, bars, panel, pull, start } = Explorer;

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
    pull(picture, axes, sentence.tokens, sentence.embeddings, state.word, weights, context);
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
