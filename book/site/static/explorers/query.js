/* The query-key-value chapter: turn a query in the plane of the keys, make it longer or shorter, see the weights and
   the output. */
"use strict";

{
const { element, shape, slider, bars, panel, plane, dots, start } = Explorer;

/* The keys, as lines from the origin, and the query. A query longer than the plane stops at its rim. */
function drawKeys(svg, axes, tokens, keys, angle, length) {
  const scale = 50, middle = 180, reach = 3.3;
  const x = (value) => middle + scale * value;
  const y = (value) => middle - scale * value;
  const shown = Math.min(length, reach);
  const tip = [shown * Math.cos((angle * Math.PI) / 180), shown * Math.sin((angle * Math.PI) / 180)];
  svg.replaceChildren(
    shape("line", { x1: x(-reach), y1: y(0), x2: x(reach), y2: y(0), class: "axis" }),
    shape("line", { x1: x(0), y1: y(-reach), x2: x(0), y2: y(reach), class: "axis" }),
    shape("text", { x: x(reach), y: y(0) + 40, class: "axis-name", "text-anchor": "end" }, axes[0]),
    shape("text", { x: x(0) - 8, y: y(reach) + 10, class: "axis-name", "text-anchor": "end" }, axes[1]),
  );
  for (const [a, b] of keys) {
    svg.append(shape("line", { x1: x(0), y1: y(0), x2: x(a), y2: y(b), class: "axis", style: "stroke-width: 3" }));
  }
  dots(svg, { x, y }, tokens, keys, (a, b) => (a === 0 && b === 0 ? [-74, 20] : [b === 0 ? -14 : 8, b === 0 ? 20 : -6]));
  svg.append(
    shape("line", { x1: x(0), y1: y(0), x2: x(tip[0]), y2: y(tip[1]), class: "move" }),
    shape("circle", { cx: x(tip[0]), cy: y(tip[1]), r: 6.5, class: length > reach ? "start" : "goal" }),
  );
}

/* The values, and the output among them. */
function drawValues(svg, axes, tokens, values, output) {
  const { x, y } = plane(svg, axes, { left: 40, bottom: 318, reach: [3.2, 3.2] });
  dots(svg, { x, y }, tokens, values, (_, b) => [b < 0.5 ? -6 : 6, b < 0.5 ? 21 : -9], "value");
  svg.append(shape("circle", { cx: x(output[0]), cy: y(output[1]), r: 7, class: "goal" }));
}

start("query", (data) => {
  const { tokens, keys, values, axes, angles, lengths } = data;
  let [angle, length] = data.start;
  const weightBars = element("ol", { class: "bars" });
  const keyPlane = shape("svg", { viewBox: "0 0 360 360", role: "img" });
  const mixture = shape("svg", { viewBox: "0 0 360 368", role: "img" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function draw() {
    const weights = data.weights[angle][length];
    const output = data.outputs[angle][length];
    const most = Math.max(...weights);
    // The two "the" are one word here; weights are rounded to 3 digits.
    const winners = [...new Set(tokens.filter((_, i) => most - weights[i] < 0.0015))];
    const say = `${axes.values[0]} ${output[0].toFixed(2)}, ${axes.values[1]} ${output[1].toFixed(2)}`;
    weightBars.replaceChildren(...bars(tokens, weights, weights.indexOf(most)));
    drawKeys(keyPlane, axes.keys, tokens, keys, angles[angle], lengths[length]);
    drawValues(mixture, axes.values, tokens, values, output);
    keyPlane.setAttribute("aria-label",
      `Plane of the keys, ${axes.keys.join(" and ")}: the query points to ${angles[angle]} degrees, length ${lengths[length]}.`);
    mixture.setAttribute("aria-label", `Plane of the values, ${axes.values.join(" and ")}: the output lies at ${say}.`);
    report.textContent = `Most weight: ${winners.join(", ")} (${most.toFixed(2)}${winners.length > 1 ? " each" : ""}). Output: ${say}.`;
  }

  draw();
  return [
    slider("Angle of the query, in degrees:", angles, angle, (i) => { angle = i; draw(); }),
    slider("Length of the query:", lengths, length, (i) => { length = i; draw(); }),
    element("div", { class: "panels" },
      panel("Keys, and the query (dashed)", keyPlane),
      element("div", {}, panel("Weights", weightBars), panel("Values, and the output", mixture))),
    report,
  ];
});
}
