/* The attention explorer: choose a sentence and a word, move the temperature, see the weights and
   the context vector. All numbers come from the chapter's own code, in the element's data-values;
   this file only draws them. Without JavaScript the picture above the element stays. */
"use strict";

const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function shape(name, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

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
    shape("text", { x: x(reach), y: y(0) + 22, class: "axis-name", "text-anchor": "end" }, axes[0]),
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
      shape("text", { x: x(a) + 8, y: y(b) - 9, class: "dot-name" }, [...words].join(", ")),
    );
  }
  const [from, to] = [sentence.embeddings[word], context].map(([a, b]) => [x(a), y(b)]);
  svg.append(
    shape("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: "move" }),
    shape("circle", { cx: from[0], cy: from[1], r: 5.5, class: "start" }),
    shape("circle", { cx: to[0], cy: to[1], r: 6.5, class: "goal" }),
  );
}

/* A row of radio buttons: one Tab stop, arrow keys move the choice. */
function choice(legend, name, options, picked, onPick) {
  const group = element("fieldset", { class: `choice choice-${name}` }, element("legend", {}, legend));
  options.forEach((option, i) => {
    const input = element("input", { type: "radio", name: `explorer-${name}`, value: i });
    input.checked = i === picked;
    input.addEventListener("change", () => onPick(i));
    group.append(element("label", {}, input, element("span", {}, option)));
  });
  return group;
}

function explore(root) {
  const { axes, temperatures, sentences } = JSON.parse(root.dataset.values);
  const state = { sentence: 0, word: 5, temperature: temperatures.indexOf(1) };

  const words = element("div");
  const slider = element("input", { type: "range", min: 0, max: temperatures.length - 1, step: 1 });
  slider.value = state.temperature;
  const temperature = element("output", { class: "temperature" });
  const bars = element("ol", { class: "bars" });
  const plane = shape("svg", { viewBox: "0 0 360 345", role: "img" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function draw() {
    const sentence = sentences[state.sentence];
    const token = sentence.tokens[state.word];
    const weights = sentence.weights[state.temperature][state.word];
    const context = sentence.contexts[state.temperature][state.word];
    temperature.textContent = temperatures[state.temperature];
    slider.setAttribute("aria-valuetext", `temperature ${temperatures[state.temperature]}`);
    bars.replaceChildren(...weights.map((weight, i) => {
      const bar = element("span", { class: "bar" });
      bar.style.width = `${100 * weight}%`;
      return element("li", i === state.word ? { class: "chosen" } : {},
        element("span", { class: "token" }, sentence.tokens[i]),
        element("span", { class: "track" }, bar),
        element("span", { class: "number" }, weight.toFixed(2)));
    }));
    const place = (vector) => `${axes[0]} ${vector[0].toFixed(2)}, ${axes[1]} ${vector[1].toFixed(2)}`;
    const before = place(sentence.embeddings[state.word]);
    const after = place(context);
    drawPlane(plane, axes, sentence, state.word, context);
    plane.setAttribute("aria-label", `Plane of ${axes.join(" and ")}: ${token} moves from ${before} to ${after}.`);
    report.textContent = `“${token}” moves from ${before} to ${after}.`;
  }

  function chooseWord() {
    words.replaceChildren(choice("The word that looks", "word", sentences[state.sentence].tokens, state.word,
      (i) => { state.word = i; draw(); }));
  }

  slider.addEventListener("input", () => { state.temperature = Number(slider.value); draw(); });
  chooseWord();
  draw();
  root.replaceChildren(
    choice("Sentence", "sentence", sentences.map(({ tokens }) => tokens.join(" ")), state.sentence,
      (i) => { state.sentence = i; chooseWord(); draw(); }),
    words,
    element("label", { class: "slider" }, element("span", {}, "Temperature ", temperature), slider),
    element("div", { class: "panels" },
      element("div", { class: "panel" }, element("p", { class: "title" }, "Its weights"), bars),
      element("div", { class: "panel" }, element("p", { class: "title" }, "Where it goes"), plane)),
    report,
  );
  root.classList.add("alive");
  // Only now, when all has gone well, the picture that stands still may go.
  root.closest(".cell_output")?.querySelectorAll("img").forEach((image) => { image.hidden = true; });
}

document.querySelectorAll(".attention-explorer").forEach(explore);
