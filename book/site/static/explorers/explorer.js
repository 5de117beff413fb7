/* What the interactive figures share. A figure is an element

     <div class="explorer" data-figure="NAME" data-values='{...}'>one sentence for those without it</div>

   All numbers come from the chapter's own code, in data-values; explorers/NAME.js only draws them and
   calls Explorer.start("NAME", build), where build(values) returns the nodes of the figure. Without
   JavaScript the picture above the element stays. live.js adds what figures with a trained network
   need. These are plain scripts, not modules: modules do not load when the book is opened from a folder. */
"use strict";

const Explorer = {
  /* An HTML element: Explorer.element("p", { class: "title" }, "text", otherElement). */
  element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  },

  /* An SVG element. */
  shape(name, attributes = {}, text = "") {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.textContent = text;
    return node;
  },

  /* A name that no other part of the page has. */
  newName: (() => {
    let count = 0;
    return () => `explorer-${++count}`;
  })(),

  /* Every control says autocomplete="off": browsers that go back to a page would restore what was chosen
     there, beside a picture that begins anew. */

  /* A row of radio buttons: one Tab stop, arrow keys move the choice. onPick(index) is called. */
  choice(legend, name, options, picked, onPick) {
    const { element, newName } = Explorer;
    const group = element("fieldset", { class: `choice choice-${name}` }, element("legend", {}, legend));
    const own = newName(); // two figures of a page may both have, say, a choice of heads
    options.forEach((option, i) => {
      const input = element("input", { type: "radio", name: own, value: i, autocomplete: "off" });
      input.checked = i === picked;
      input.addEventListener("change", () => onPick(i));
      group.append(element("label", {}, input, element("span", {}, option)));
    });
    return group;
  },

  /* Check boxes that look like the radio buttons of `choice`; onSwitch(index, on) is called. */
  switches(legend, names, on, onSwitch) {
    const { element } = Explorer;
    const group = element("fieldset", { class: "choice choice-switches" }, element("legend", {}, legend));
    names.forEach((name, i) => {
      const input = element("input", { type: "checkbox", autocomplete: "off" });
      const text = element("span");
      const say = () => { text.textContent = `${name}: ${input.checked ? "on" : "off"}`; };
      input.checked = on[i];
      say();
      input.addEventListener("change", () => { say(); onSwitch(i, input.checked); });
      group.append(element("label", {}, input, text));
    });
    return group;
  },

  /* A slider over a list of numbers; onMove(index) is called. */
  slider(name, numbers, picked, onMove) {
    const { element } = Explorer;
    const output = element("output", {}, String(numbers[picked]));
    const input = element("input", { type: "range", min: 0, max: numbers.length - 1, step: 1, autocomplete: "off" });
    const say = () => {
      output.textContent = numbers[input.value];
      input.setAttribute("aria-valuetext", `${name} ${numbers[input.value]}`);
    };
    input.value = picked;
    say();
    input.addEventListener("input", () => { say(); onMove(Number(input.value)); });
    return element("label", { class: "slider" }, element("span", {}, `${name} `, output), input);
  },

  /* A list of bars, one a token; the chosen token is bold. Other weights may be drawn behind, hollow. */
  bars(tokens, weights, chosen = -1, behind = null) {
    const { element } = Explorer;
    const bar = (name, weight) => {
      const node = element("span", { class: name });
      node.style.width = `${100 * weight}%`;
      return node;
    };
    return weights.map((weight, i) => {
      const track = element("span", { class: "track" }, bar("bar", weight));
      if (behind) track.append(bar("bar-behind", behind[i]));
      return element("li", i === chosen ? { class: "chosen" } : {},
        element("span", { class: "token" }, tokens[i]), track,
        element("span", { class: "number" }, weight.toFixed(2)));
    });
  },

  /* Colour what has a text by its share of 1. On a colour in the middle no text, light or dark, could be read. */
  shade(node, share) {
    const strong = share > 0.5;
    node.style.setProperty("--share", `${Math.round(strong ? 38 + 62 * share : 84 * share)}%`);
    node.classList.toggle("strong", strong);
  },

  /* A heat map as a table: a row for each token that looks, a column for each looked at. Cells are
     coloured by their share of the way from `weakest` to `strongest`; those that are null, here or in `masked`, are
     hatched. They show their number; with digits: null they are small and say it only to onLook and to screen readers. With onLook(row, column),
     called for the cell below the pointer or in focus, the map called `name` is one Tab stop, and the
     arrow keys move in it. */
  heatMap(rows, columns, values, options = {}) {
    const { element, lookAround } = Explorer;
    const { chosen = -1, weakest = 0, strongest = 1, digits = 2, name = "", onLook = null, masked = null } = options;
    const small = digits === null;
    const head = element("tr", {}, element("td"),
      ...columns.map((c) => element("th", { scope: "col" }, element("span", {}, c))));
    const body = values.map((row, i) =>
      element("tr", i === chosen ? { class: "chosen" } : {}, element("th", { scope: "row" }, rows[i]),
        ...Array.from(row, (value, j) => {
          const text = value === null ? "−∞" : value.toFixed(digits ?? 2);
          const cell = small ? element("td", { "aria-label": text }) : element("td", {}, text);
          const way = (value - weakest) / (strongest - weakest || 1);
          const share = value === null ? 0 : Math.min(1, Math.max(0, way));
          if (small) cell.style.setProperty("--share", `${Math.round(100 * share)}%`);
          else Explorer.shade(cell, share);
          if (value === null || masked?.[i][j] === null) cell.className = "masked";
          return cell;
        })));
    const table = element("table", { class: "heat-map" }, head, ...body);
    if (small) {
      table.classList.add("small");
      table.style.setProperty("--columns", columns.length);
      if (columns.some((column) => column.length > 2)) table.classList.add("upright");
    }
    if (onLook) lookAround(table, name, onLook);
    return table;
  },

  /* Draw the axes of a plane, with their names, from the origin to [right, top]; give { x, y }, which say
     where a value lies. */
  plane(svg, names, { left, bottom, reach: [right, top] }) {
    const { shape } = Explorer, scale = 92;
    const x = (value) => left + scale * value, y = (value) => bottom - scale * value;
    const beside = { x: left - 12, y: y(top) };
    svg.replaceChildren(
      shape("line", { x1: x(0), y1: y(0), x2: x(right), y2: y(0), class: "axis" }),
      shape("line", { x1: x(0), y1: y(0), x2: x(0), y2: y(top), class: "axis" }),
      shape("text", { x: x(right), y: y(0) + 42, class: "axis-name", "text-anchor": "end" }, names[0]),
      shape("text", { ...beside, class: "axis-name", "text-anchor": "end",
        transform: `rotate(-90 ${beside.x} ${beside.y})` }, names[1]),
    );
    return { x, y };
  },

  /* Dots with names; those at one place share one label, shifted by the [dx, dy] of shift(a, b);
     those of values have the kind "value". */
  dots(svg, { x, y }, names, points, shift, kind = "dot") {
    const { shape } = Explorer, labels = new Map();
    points.forEach((point, i) => {
      const place = point.join(",");
      labels.set(place, (labels.get(place) ?? new Set()).add(names[i]));
    });
    for (const [place, words] of labels) {
      const [a, b] = place.split(",").map(Number), [dx, dy] = shift(a, b);
      svg.append(
        shape("circle", { cx: x(a), cy: y(b), r: 4.5, class: kind }),
        shape("text", { x: x(a) + dx, y: y(b) + dy, class: "dot-name" }, [...words].join(", ")),
      );
    }
  },

  /* On the plane of the first two entries: dots for the words, a line from the one that looks to each
     other, as thick as its weight, and an arrow from its point to its context vector. */
  pull(svg, axes, words, points, looking, weights, context) {
    const { shape, plane, dots } = Explorer;
    const { x, y } = plane(svg, axes, { left: 34, bottom: 318, reach: [3.2, 3.2] });
    const [[a, b], [c, d]] = [points[looking], context].map(([p, q]) => [x(p), y(q)]);
    points.forEach(([p, q], i) => svg.append(shape("line",
      { x1: a, y1: b, x2: x(p), y2: y(q), class: "pull", "stroke-width": 22 * weights[i] })));
    // Along the bottom the labels go below the axis, where no arrow ends.
    dots(svg, { x, y }, words, points.map(([p, q]) => [p, q]), (_, q) => [6, q < 0.5 ? 20 : -9]);
    svg.append(
      shape("line", { x1: a, y1: b, x2: c, y2: d, class: "move" }),
      shape("circle", { cx: a, cy: b, r: 5.5, class: "start" }),
      shape("circle", { cx: c, cy: d, r: 6.5, class: "goal" }),
    );
  },

  /* A panel with a title. */
  panel(title, ...children) {
    const { element } = Explorer;
    return element("div", { class: "panel" }, element("p", { class: "title" }, title), ...children);
  },

  /* Put the nodes of a figure in the place of its picture. */
  show(root, nodes) {
    root.replaceChildren(...nodes);
    root.classList.add("alive");
    // Only now, when all has gone well, the picture that stands still may go.
    root.closest(".cell_output, figure")?.querySelectorAll("img").forEach((image) => { image.hidden = true; });
  },

  /* Bring every figure of this name to life; build(values, root) gives its nodes. */
  start(name, build) {
    document.querySelectorAll(`.explorer[data-figure="${name}"]`).forEach((root) => {
      Explorer.show(root, build(JSON.parse(root.dataset.values), root));
    });
  },
};
