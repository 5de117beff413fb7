/* The encoder chapter: choose two positions, see the sines and cosines of both, and the dot product of the
   first with every position. */
"use strict";

{
const { element, shape, slider, panel, start } = Explorer;

/* A pair of bars for each entry, up to 1 and down to -1: the first position full, the second
   hollow. */
function drawEntries(svg, first, second) {
  const left = 38, zero = 120, reach = 92, step = (360 - left) / first.length;
  const height = (value) => reach * value;
  const bar = (x, value, name) => shape("rect", {
    x, y: zero - Math.max(0, height(value)), width: 0.4 * step, height: Math.max(1, Math.abs(height(value))),
    class: name });
  svg.replaceChildren();
  for (const value of [-1, 0, 1]) {
    svg.append(
      shape("line", { x1: left, y1: zero - height(value), x2: 360, y2: zero - height(value), class: "axis",
        ...(value ? { "stroke-dasharray": "1 5" } : {}) }),
      shape("text", { x: left - 8, y: zero - height(value) + 5, "text-anchor": "end", class: "axis-name" },
        String(value).replace("-", "−")));
  }
  first.forEach((value, entry) => {
    svg.append(bar(left + step * (entry + 0.08), value, "goal"),
      bar(left + step * (entry + 0.52), second[entry], "start"));
    if (entry % 2 === 0) { // one hand: a sine and a cosine
      svg.append(shape("text", { x: left + step * (entry + 1), y: 240, "text-anchor": "middle",
        class: "axis-name" }, String(entry / 2)));
    }
  });
  svg.append(shape("text", { x: 360, y: 264, "text-anchor": "end", class: "axis-name" },
    "hand (sine and cosine of each)"));
}

/* The dot products of the first position with all, as a curve; both positions marked on it. */
function drawCurve(svg, dots, p, q) {
  const left = 38, right = 350, bottom = 212, top = 28;
  const highest = Math.max(...dots), lowest = Math.min(0, ...dots);
  const x = (position) => left + ((right - left) * position) / (dots.length - 1);
  const y = (value) => bottom - ((bottom - top) * (value - lowest)) / (highest - lowest);
  const points = dots.map((value, position) => `${x(position)},${y(value)}`).join(" ");
  svg.replaceChildren(
    shape("line", { x1: left, y1: y(0), x2: right, y2: y(0), class: "axis" }),
    shape("line", { x1: left, y1: bottom, x2: left, y2: top, class: "axis" }),
    shape("polyline", { points, class: "move", fill: "none", style: "stroke: var(--pst-color-primary); stroke-dasharray: none" }),
    shape("circle", { cx: x(p), cy: y(dots[p]), r: 6.5, class: "goal" }),
    shape("circle", { cx: x(q), cy: y(dots[q]), r: 5.5, class: "start" }),
    shape("text", { x: right, y: 264, "text-anchor": "end", class: "axis-name" }, "position"),
  );
  for (const value of [0, highest]) {
    svg.append(shape("text", { x: left - 8, y: y(value) + 5, "text-anchor": "end", class: "axis-name" },
      value.toFixed(0)));
  }
  for (let position = 0; position < dots.length; position += 10) {
    svg.append(shape("text", { x: x(position), y: 240, "text-anchor": "middle", class: "axis-name" },
      String(position)));
  }
}

start("positions", ({ table, dots }) => {
  const state = { p: 5, q: 9 };
  const all = table.map((_, position) => position);
  const entries = shape("svg", { viewBox: "0 0 360 272", role: "img" });
  const curve = shape("svg", { viewBox: "0 0 360 272", role: "img" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function draw() {
    const { p, q } = state;
    const product = dots[p][q].toFixed(2).replace("-", "−");
    drawEntries(entries, table[p], table[q]);
    drawCurve(curve, dots[p], p, q);
    entries.setAttribute("aria-label", `The ${table[p].length} entries of position ${p}, full bars, and of ` +
      `position ${q}, hollow bars.`);
    curve.setAttribute("aria-label", `Dot product of position ${p} with positions 0 to ${all.length - 1}: ` +
      `highest, ${dots[p][p].toFixed(0)}, at ${p}; with position ${q} it is ${product}.`);
    report.textContent = `Positions ${p} and ${q} are ${Math.abs(p - q)} apart: dot product ${product}.`;
  }

  draw();
  return [
    slider("First position (full)", all, state.p, (i) => { state.p = i; draw(); }),
    slider("Second position (hollow)", all, state.q, (i) => { state.q = i; draw(); }),
    element("div", { class: "panels" },
      panel("Their entries", entries), panel("Dot product with the first", curve)),
    report,
  ];
});
}
