/* The masking chapter: choose a mask, a stage and a word, and see the row go through the formula. */
"use strict";

{
const { element, choice, heatMap, bars, panel, start } = Explorer;

const STAGES = ["1 raw", "2 scaled", "3 masked", "4 softmaxed", "5 weighted sum"];
const SAYS = [
  "Raw scores, Q Kᵀ: a dot product for each pair.",
  "Scaled: divided by √3, the root of the width.",
  "Masked: M is added, 0 or −∞.",
  "Softmaxed: each row adds up to 1; −∞ has become 0.",
  "Weighted sum: each row mixes the words' vectors.",
];

start("masks", ({ words, axes, raw, scaled, stages }) => {
  const state = { mask: stages.findIndex(({ name }) => name === "both"), stage: 3, word: 5 };
  const matrix = element("div");
  const title = element("p", { class: "title" });
  const weightBars = element("ol", { class: "bars" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function draw() {
    const { name, masked, weights, output } = stages[state.mask];
    const values = [raw, scaled, masked, weights, output][state.stage];
    const largest = state.stage === 3 ? 1 : Math.max(...values.flat());
    const strongest = largest / 0.4; // pale enough for one ink in every cell
    const columns = state.stage === 4 ? axes : words;
    const digits = [0, 1, 1, 2, 2][state.stage];
    const hidden = state.stage === 3 ? masked : null; // their weights are 0
    const table = heatMap(words, columns, values, { chosen: state.word, strongest, digits, masked: hidden });
    table.classList.add("wide"); // seven columns: tighter on a phone
    matrix.replaceChildren(table);
    title.textContent = SAYS[state.stage];
    const shares = weights[state.word];
    weightBars.replaceChildren(...bars(words, shares, state.word));
    const seen = masked[state.word].filter((value) => value !== null).length;
    const most = shares.indexOf(Math.max(...shares));
    report.textContent = `Mask: ${name}. “${words[state.word]}” may see ${seen} of ${words.length} tokens `
      + `and takes most from “${words[most]}”, ${shares[most].toFixed(2)}. Its new vector: `
      + `${axes.map((axis, i) => `${axis} ${output[state.word][i].toFixed(2)}`).join(", ")}.`;
  }

  draw();
  return [
    choice("Mask", "mask", stages.map(({ name }) => name), state.mask, (i) => { state.mask = i; draw(); }),
    choice("Stage", "stage", STAGES, state.stage, (i) => { state.stage = i; draw(); }),
    choice("The word that looks", "query", words, state.word, (i) => { state.word = i; draw(); }),
    title,
    matrix,
    panel("The chosen row's weights", weightBars),
    report,
  ];
});
}
