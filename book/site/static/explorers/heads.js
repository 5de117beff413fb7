/* The multi-head chapter: heads side by side. Choose the word that looks, see its row in each head, switch a head
   off and see which answer goes. */
"use strict";

{
const { element, choice, switches, bars, heatMap, panel, start } = Explorer;

start("heads", ({ vocabulary, heads, questions, order, sentences }) => {
  const state = { sentence: 0, word: 5, on: heads.map(() => true) };
  const words = element("div");
  const maps = element("div", { class: "panels" });
  const replies = element("div", { class: "panels" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function draw() {
    const { tokens, weights, right, answers } = sentences[state.sentence];
    const name = (head) => (state.on[head] ? heads[head] : `${heads[head]}, switched off`);
    maps.replaceChildren(...heads.map((_, head) =>
      panel(`${name(head)}: where it looks`,
        heatMap(tokens, tokens, weights[head], { chosen: state.word }))));
    const chances = answers[state.on.map(Number).join("")][state.word];
    const sentence = [];
    replies.replaceChildren(...questions.map((question, i) => {
      const chance = chances[order[i]];
      const best = chance.indexOf(Math.max(...chance));
      const wanted = right[state.word][order[i]];
      const verdict = best === wanted ? "right" : `wrong, it is “${vocabulary[wanted]}”`;
      sentence.push(`${question.toLowerCase()}: “${vocabulary[best]}”, ${verdict}`);
      return panel(`Answer, ${question.toLowerCase()}`,
        element("ol", { class: "bars" }, ...bars(vocabulary, chance, wanted)));
    }));
    const off = heads.filter((_, head) => !state.on[head]);
    report.textContent = `“${tokens[state.word]}”, ${off.length ? `${off.join(" and ")} off` : "both heads on"}: `
      + `${sentence.join("; ")}.`;
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
    maps,
    switches("The heads", heads, state.on, (i, on) => { state.on[i] = on; draw(); }),
    replies, report,
  ];
});
}
