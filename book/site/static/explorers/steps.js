/* The Transformer chapter: one forward pass, box by box in the order of the network's picture, from the ids of the
   tokens to the next token. */
"use strict";

{
const {
  button, choice, element, field, latest, mapToRead, mostProbable, newName, read, shown, slider, startLive,
} = Explorer;

const COLUMNS = 16; // of a vector that are shown
const SEEN = 4; // letters that the decoder has written when a text is new, if there are so many

/* The boxes of one layer. In these networks the norm comes first: a sublayer reads normalised vectors. */
function sublayers(part, layer, [attention, ...others], size) {
  const place = `${part}.layers.${layer}`, module = `${part}.layers[${layer}]`;
  const boxes = [];
  const add = (box, name, entry, type, means) => boxes.push({
    box: `${box}, layer ${layer + 1}`, name: `${module}.${name}`, entry: `${place}.${entry}`, type, size, means });
  const addNorm = (n, after) => add("Add & Norm", `add_norm_${n}`, `add_norm_${n}`, "AddNorm",
    `What the ${after} gave is added to what came in: this is the residual stream.`);
  [attention, ...others].forEach(({ box, name, means }, i) => {
    add(box, name, `${name}.w_output`, "MultiHeadAttention", means);
    addNorm(i + 1, box);
  });
  add("feed-forward", "feed_forward", "feed_forward.narrow", "FeedForward",
    "Two matrices with a ReLU between them, at each position by itself.");
  addNorm(others.length + 2, "feed-forward");
  return boxes;
}

/* All boxes, in the order in which they are computed. */
function boxesOf({ num_layers }) {
  const layers = (part, attentions, size) =>
    Array.from({ length: num_layers }, (_, layer) => sublayers(part, layer, attentions, size)).flat();
  const start = (side, size, read) => [
    { box: `${read} tokens`, name: side, entry: "ids", type: "token ids", size: size.slice(0, 1),
      means: "Each token is a number, its place in the vocabulary:" },
    { box: "token embedding", name: `${side}_embedding`, entry: `${side}_embedding`, type: "TokenEmbedding", size,
      means: "Each id picks its row of a table, multiplied by the square root of D." },
    { box: "+ positions", name: "positions", entry: `${side}_positions`, type: "SinusoidalPositionalEncoding", size,
      means: "A vector that says where the token stands is added." },
  ];
  const norm = (part, size, means) =>
    ({ box: "layer norm", name: `${part}.norm`, entry: `${part}.norm`, type: "LayerNorm", size, means });
  return {
    encoder: [
      ...start("src", ["S", "D"], "source"),
      ...layers("encoder", [{ box: "multi-head attention", name: "self_attention",
        means: "Each word looks at all words of the source, with every head, and takes a mixture of their values." }],
      ["S", "D"]),
      norm("encoder", ["S", "D"], "The vectors are normalised: this is the memory, which the decoder looks at."),
    ],
    decoder: [
      ...start("tgt", ["T", "D"], "target"),
      ...layers("decoder", [
        { box: "masked multi-head attention", name: "self_attention",
          means: "Each letter looks at itself and the letters before it, never at later ones." },
        { box: "cross-attention", name: "cross_attention",
          means: "Each letter looks at the memory: here the source comes in." },
      ], ["T", "D"]),
      norm("decoder", ["T", "D"], "The vectors are normalised for the last time."),
      { box: "projection", name: "projection", entry: "projection", type: "Linear", size: ["T", "V"],
        means: "Each vector is compared with each token of the vocabulary: the logits." },
      { box: "softmax", name: "logits.softmax(dim=-1)", entry: "probabilities", type: "", size: ["T", "V"],
        means: "The logits become probabilities of the next token; the last row is about the one not written yet." },
    ],
  };
}

startLive("steps", ({ label, text }, network) => {
  const parts = boxesOf(network.config), boxes = [...parts.encoder, ...parts.decoder];
  let sentence = "", whole, now, letters = 0, step = 0;
  const line = field(label, text, network.name, (typed) => write(typed));
  const soFar = element("div"), written = element("p", { class: "written" }), title = element("p", { class: "step-name" });
  const about = element("p", { class: "looked" });
  const values = mapToRead("The values of this box", (row, column, number) => `${row}, ${column}: ${number}.`);
  const report = element("p", { class: "report", "aria-live": "polite" });

  function matrixOf({ entry, name }) {
    return entry === "ids" ? now[name].ids.map((id) => [id]) : now.record[entry];
  }

  function draw() {
    const { entry, name, type, size, box, means } = boxes[step], matrix = matrixOf(boxes[step]);
    const inDecoder = step >= parts.encoder.length;
    const tokens = (inDecoder ? now.tgt : now.src).tokens.map(shown);
    const all = matrix[0].length, ofTokens = size[1] === "V";
    const width = ofTokens ? all : Math.min(all, COLUMNS);
    const cut = matrix.map((row) => Array.from(row).slice(0, width));
    const numbers = cut.flat();
    const scale = entry === "probabilities" ? { name: "probability", low: 0, high: 1 }
      : { name: entry === "ids" ? "id" : "value", low: Math.min(...numbers), high: Math.max(...numbers) };
    const columns = Array.from({ length: width }, (_, i) => {
      if (entry === "ids") return "id";
      return ofTokens ? shown(network.tokens[i]) : String(i + 1);
    });
    const lengths = [1, matrix.length, ...(size.length > 1 ? [all] : [])];
    const shape = `(${["B", ...size].join(", ")}) = (${lengths.join(", ")})`;
    title.replaceChildren(element("code", {}, name), type ? ` (${type}), shape ${shape}` : `, shape ${shape}`);
    about.textContent = means + (entry === "ids" ? ` ${matrix.join(", ")}.` : "") + (width < all ? ` The first ${width} of ${all} numbers of each vector:` : "");
    values.draw(tokens, columns, cut, inDecoder ? cut.length - 1 : -1, scale);
    let said = `Step ${step + 1} of ${boxes.length}, ${inDecoder ? "decoder" : "encoder"}: ${box}.`;
    const last = now.record.probabilities.at(-1), [best] = mostProbable(last, 1);
    const next = shown(network.tokens[best]);
    if (entry === "probabilities") said += ` The next token: “${next}”, probability ${last[best].toFixed(2)}.`;
    written.textContent = `${now.tgt.text} → ${next}`;
    report.textContent = said;
  }

  /* Two groups of radio buttons that are one: a choice in one takes away that in the other. */
  const lists = element("div", { class: "panels boxes" });
  const inputs = () => lists.querySelectorAll("input");
  for (const [part, first] of [["encoder", 0], ["decoder", parts.encoder.length]]) {
    lists.append(choice(part, "box", parts[part].map(({ box }) => box), -1, (i) => go(first + i)));
  }
  const one = newName();
  inputs().forEach((input) => { input.name = one; });

  function go(to) {
    step = Math.min(Math.max(to, 0), boxes.length - 1);
    inputs()[step].checked = true;
    if (now) draw();
  }

  const pass = latest(async (signal) => {
    const given = whole.tgt.ids.slice(1, letters + 1);
    now = await network.trace(sentence, { signal, given });
    draw();
  }, line);

  const write = latest(async (signal, typed) => {
    line.complain("");
    const { text: asked } = await read(network, typed, { signal });
    whole = await network.trace(asked, { signal });
    sentence = asked;
    const most = whole.tgt.ids.length - 1;
    letters = Math.min(SEEN, most);
    const counts = Array.from({ length: most + 1 }, (_, n) =>
      `${n}: “${whole.tgt.tokens.slice(1, n + 1).join("")}”`);
    soFar.replaceChildren(slider("Letters written so far", counts, letters, (n) => { letters = n; pass(); }));
    await pass();
  }, line);

  go(0);
  write(line.input.value);
  return [
    line.node, soFar, written,
    element("p", { class: "turn" }, button("Previous box", () => go(step - 1)), " ", button("Next box", () => go(step + 1))),
    report,
    element("div", { class: "panel" }, title, about, values.node),
    lists,
  ];
});
}
