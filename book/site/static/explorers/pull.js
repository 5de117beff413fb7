/* The first screen: slide the words beside "bank" from those of one sentence to those of the other, and see
   where they pull it. Between the ends a word is a mixture of two, shown by how pale each is. */
"use strict";

{
const { element, shape, slider, bars, panel, pull, start } = Explorer;

start("pull", ({ axes, sentences: [first, second], steps }) => {
  const looking = first.length - 1, last = steps.length - 1;
  const pairs = first.map((word, i) => word === second[i] ? [word] : [word, second[i]]);
  const written = pairs.map((pair) => pair.map((word) => element("span", {}, word)));
  const weightBars = element("ol", { class: "bars" });
  const picture = shape("svg", { viewBox: "0 0 360 368", role: "img" });
  const report = element("p", { class: "report", "aria-live": "polite" });
  const changed = first.map((_, i) => i).filter((i) => pairs[i].length > 1);
  const [one, other] = [first, second].map((words) => changed.map((i) => words[i]).join(" and "));

  function draw(step) {
    const { points, weights, context } = steps[step], share = step / last;
    for (const i of changed) written[i].forEach((word, k) => {
      word.style.opacity = k ? share : 1 - share;
      word.ariaHidden = String((share > 0.5) !== Boolean(k));
    });
    const words = share > 0.5 ? second : first;
    weightBars.replaceChildren(...bars(words, weights, looking));
    pull(picture, axes, words, points, looking, weights, context);
    const [a, b] = context.map((number) => number.toFixed(2));
    const text = `“${first[looking]}”: ${axes[0]} ${a}, ${axes[1]} ${b}`;
    picture.setAttribute("aria-label", `Plane of ${axes.join(" and ")}. ${text}.`);
    report.textContent = text;
  }

  const names = steps.map((_, step) => {
    const share = Math.round(100 * step / last);
    if (share === 0 || share === 100) return share ? other : one;
    return `${100 - share}% ${one}, ${share}% ${other}`;
  });
  draw(0);
  return [
    element("p", { class: "sentence" }, ...written.flatMap((words, i) =>
      [element(i === looking ? "strong" : "span", { class: "word" }, ...words), " "])),
    slider("Beside bank:", names, 0, draw),
    element("div", { class: "panels" }, panel("Where it is pulled", picture), panel("By what weights", weightBars)),
    report,
  ];
});
}
