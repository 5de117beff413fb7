/* What the interactive figures share. A figure is an element

     <div class="explorer" data-figure="NAME" data-values='{...}'>one sentence for those without it</div>

   All numbers come from the chapter's own code, in data-values; explorers/NAME.js only draws them and
   calls Explorer.start("NAME", build), where build(values) returns the nodes of the figure. Without
   JavaScript the picture above the element stays. These are plain scripts, not modules: modules do not
   load when the book is opened from a folder. */
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

  /* A row of radio buttons: one Tab stop, arrow keys move the choice. onPick(index) is called. */
  choice(legend, name, options, picked, onPick) {
    const { element } = Explorer;
    const group = element("fieldset", { class: `choice choice-${name}` }, element("legend", {}, legend));
    options.forEach((option, i) => {
      const input = element("input", { type: "radio", name: `explorer-${name}`, value: i });
      input.checked = i === picked;
      input.addEventListener("change", () => onPick(i));
      group.append(element("label", {}, input, element("span", {}, option)));
    });
    return group;
  },

  /* A slider over a list of numbers; onMove(index) is called. */
  slider(name, numbers, picked, onMove) {
    const { element } = Explorer;
    const output = element("output", {}, String(numbers[picked]));
    const input = element("input", { type: "range", min: 0, max: numbers.length - 1, step: 1 });
    const say = () => {
      output.textContent = numbers[input.value];
      input.setAttribute("aria-valuetext", `${name} ${numbers[input.value]}`);
    };
    input.value = picked;
    say();
    input.addEventListener("input", () => { say(); onMove(Number(input.value)); });
    return element("label", { class: "slider" }, element("span", {}, `${name} `, output), input);
  },

  /* A list of bars, one a token; the chosen token is bold. */
  bars(tokens, weights, chosen = -1) {
    const { element } = Explorer;
    return weights.map((weight, i) => {
      const bar = element("span", { class: "bar" });
      bar.style.width = `${100 * weight}%`;
      return element("li", i === chosen ? { class: "chosen" } : {},
        element("span", { class: "token" }, tokens[i]),
        element("span", { class: "track" }, bar),
        element("span", { class: "number" }, weight.toFixed(2)));
    });
  },

  /* A heat map as a table: a row for each token that looks, a column for each looked at. Cells are
     coloured by their share of `strongest` and may be null (masked). */
  heatMap(rows, columns, values, { chosen = -1, strongest = 1, digits = 2 } = {}) {
    const { element } = Explorer;
    const head = element("tr", {}, element("td"), ...columns.map((c) => element("th", { scope: "col" }, c)));
    const body = values.map((row, i) =>
      element("tr", i === chosen ? { class: "chosen" } : {}, element("th", { scope: "row" }, rows[i]),
        ...row.map((value) => {
          const cell = element("td", {}, value === null ? "−∞" : value.toFixed(digits));
          const share = value === null ? 0 : Math.min(1, Math.max(0, value / strongest));
          cell.style.setProperty("--share", `${Math.round(100 * share)}%`);
          if (share > 0.5) cell.className = "strong";
          return cell;
        })));
    return element("table", { class: "heat-map" }, head, ...body);
  },

  /* A panel with a title. */
  panel(title, ...children) {
    const { element } = Explorer;
    return element("div", { class: "panel" }, element("p", { class: "title" }, title), ...children);
  },

  /* Bring every figure of this name to life. */
  start(name, build) {
    document.querySelectorAll(`.explorer[data-figure="${name}"]`).forEach((root) => {
      root.replaceChildren(...build(JSON.parse(root.dataset.values)));
      root.classList.add("alive");
      // Only now, when all has gone well, the picture that stands still may go.
      root.closest(".cell_output")?.querySelectorAll("img").forEach((image) => { image.hidden = true; });
    });
  },
};
