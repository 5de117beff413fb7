/* The training chapter: choose a number from 21 to 99 and see which English word each German letter reads. */
"use strict";

{
const { element, choice, heatMap, start } = Explorer;

start("alignment", ({ tens, units, numbers }) => {
  const state = { ten: tens.indexOf("thirty"), unit: units.indexOf("eight") };
  const matrix = element("div");
  const title = element("p", { class: "title" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function draw() {
    const { german, weights, tenStarts, heldOut } = numbers[state.ten][state.unit];
    const words = [tens[state.ten], units[state.unit]];
    // Pale enough for one ink in every cell.
    matrix.replaceChildren(heatMap([...german, "end"], words, weights, { strongest: 2.5 }));
    title.textContent = `${words.join(" ")} → ${german}`;
    const most = (row) => {
      const word = weights[row].indexOf(Math.max(...weights[row]));
      return `“${words[word]}” (${weights[row][word].toFixed(2)})`;
    };
    report.textContent = `The first letter, ${german[0]}, reads ${most(0)}. Behind “und” the letter `
      + `${german[tenStarts]} reads ${most(tenStarts)}. This number was `
      + `${heldOut ? "never seen in training." : "in the training set."}`;
  }

  draw();
  return [
    choice("Ten", "ten", tens, state.ten, (i) => { state.ten = i; draw(); }),
    choice("Unit", "unit", units, state.unit, (i) => { state.unit = i; draw(); }),
    title, matrix, report,
  ];
});
}
