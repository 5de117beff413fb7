/* The Transformer chapter: one forward pass from end to end. The stages stand one under the other in the order in
   which they are computed, each with the vector that is followed, as a strip; one stage is open. */
"use strict";

{
const {
  attentionMap, bars, button, chapterLink, choice, element, field, latest, mapToRead, mostProbable, read, shown,
  slider, startLive, thumbnail,
} = Explorer;

const COLUMNS = 16; // of a vector that are shown with their numbers
const SEEN = 4; // letters that the decoder has written when a text is new, if there are so many
const FEW = 5; // columns of a map whose cells have room for their numbers
const LIKELY = 6; // next letters that are shown with their probabilities

/* The stages of one layer. In these networks the norm comes first: a sublayer reads normalised vectors, and what it
   gives is added to the stream, which enters as `stream`. */
function layerOf(part, layer, sublayers, size, stream) {
  const stages = [], module = `${part}.layers[${layer}]`, place = `${part}.layers.${layer}`;
  sublayers.forEach(({ box, name, output, ...others }, i) => {
    const sum = `add_norm_${i + 1}`;
    const add = (stage) => stages.push({ ...stage, size });
    add({ box: "layer norm", kind: "norm", chapter: "encoder", name: `${module}.${sum}.norm`,
      entry: `${place}.${sum}.norm`, type: "LayerNorm",
      means: "Each vector is brought to a common scale before the next sublayer reads it." });
    const entry = `${place}.${name}.${output}`;
    add({ box, name: `${module}.${name}`, place: `${place}.${name}`, entry, ...others });
    add({ box: "add to the stream", kind: "norm", chapter: "encoder", opens: "sum", name: `${module}.${sum}`,
      entry: `${place}.${sum}`, type: "AddNorm", parts: [stream, entry],
      means: `What the ${box} gave is added to what was there: the residual stream.` });
    stream = `${place}.${sum}`;
  });
  return { stages, stream };
}

/* All stages, in groups. */
function groupsOf({ num_layers, norm_first }) {
  if (!norm_first) throw new Error("the stages are those of networks with the norm first");
  const start = (side, L, reads) => [
    { box: `the ${reads}`, kind: "data", chapter: "encoder", opens: "ids", name: side, entry: "ids",
      type: "token ids", size: [L],
      means: "Each token is a number, its place in the vocabulary:" },
    { box: "token embedding", kind: "trained", chapter: "encoder", name: `${side}_embedding`,
      entry: `${side}_embedding`, type: "TokenEmbedding", size: [L, "D"],
      means: "Each id picks its row of a table, multiplied by the square root of D." },
    { box: "plus positions", kind: "fixed", chapter: "encoder", name: "positions", entry: `${side}_positions`,
      type: "SinusoidalPositionalEncoding", size: [L, "D"],
      means: "A vector that says where the token stands is added." },
  ];
  const attention = (box, name, chapter, means) =>
    ({ box, name, chapter, means, output: "w_output", kind: "attention", type: "MultiHeadAttention", opens: "heads" });
  const feedForward = { box: "feed-forward", name: "feed_forward", output: "narrow", kind: "trained",
    chapter: "encoder", type: "FeedForward", opens: "neurons",
    means: "Two matrices with a ReLU between them, at each position by itself." };
  const half = (part, side, L, attentions) => {
    let stream = `${side}_positions`;
    return Array.from({ length: num_layers }, (_, layer) => {
      const made = layerOf(part, layer, [...attentions, feedForward], [L, "D"], stream);
      stream = made.stream;
      const title = `${part[0].toUpperCase()}${part.slice(1)}, layer ${layer + 1}`;
      return { title, part, stages: made.stages };
    });
  };
  const lastNorm = (part, L, means) => ({ box: "last layer norm", kind: "norm", chapter: "encoder",
    name: `${part}.norm`, entry: `${part}.norm`, type: "LayerNorm", size: [L, "D"], means });
  return [
    { title: "What is read", part: "encoder", stages: start("src", "S", "source") },
    ...half("encoder", "src", "S", [
      attention("self-attention", "self_attention", "multi_head",
        "Each word looks at all words of the source, with every head, and takes a mixture of their values."),
    ]),
    { title: "The memory", part: "encoder", stages: [
      lastNorm("encoder", "S", "The vectors are normalised: this is the memory, which the decoder looks at."),
    ] },
    { title: "What is written so far", part: "decoder", stages: start("tgt", "T", "target so far") },
    ...half("decoder", "tgt", "T", [
      attention("masked self-attention", "self_attention", "masking",
        "Each letter looks at itself and the letters before it, never at later ones."),
      attention("cross-attention", "cross_attention", "decoder",
        "Each letter looks at the memory: here the source comes in."),
    ]),
    { title: "The next letter", part: "decoder", stages: [
      lastNorm("decoder", "T", "The vectors are normalised for the last time."),
      { box: "projection", kind: "trained", chapter: "decoder", name: "projection", entry: "projection",
        type: "Linear", size: ["T", "V"],
        means: "Each vector is compared with each token of the vocabulary: the logits." },
      { box: "softmax", kind: "data", chapter: "decoding", opens: "chances", name: "logits.softmax(dim=-1)",
        entry: "probabilities", type: "", size: ["T", "V"],
        means: "The logits become probabilities of the next token." },
    ] },
  ];
}

/* A vector as a strip: blue above 0, orange below, the stronger, the farther from 0. */
function paint(strip, vector) {
  if (strip.vector === vector) return; // it has it already
  strip.vector = vector;
  const stops = Array.from(vector, (number, i) => {
    const share = Math.round(100 * Math.abs(number) / (1 + Math.abs(number)));
    const [from, to] = [i, i + 1].map((n) => `${(100 * n / vector.length).toFixed(2)}%`);
    return `color-mix(in srgb, var(${number < 0 ? "--below" : "--above"}) ${share}%, transparent) ${from} ${to}`;
  });
  strip.style.backgroundImage = `linear-gradient(to right, ${stops.join(",")})`;
}

const lengthOf = (vector) => Math.hypot(...vector).toFixed(1);
const rangeOf = (numbers, name) => ({ name, low: Math.min(...numbers), high: Math.max(...numbers) });

startLive("steps", ({ label, text }, network) => {
  const groups = groupsOf(network.config);
  const stages = groups.flatMap((group) => group.stages.map((stage) => Object.assign(stage, { group })));
  let sentence = "", whole, now, letters = 0, step = 0, followed = 0, head = 0;
  const line = field(label, text, network.name, (typed) => write(typed));
  const soFar = element("div"), words = element("div"), written = element("p", { class: "written" });
  const report = element("p", { class: "report", "aria-live": "polite" });
  const key = element("p", { class: "legend" }, "Each strip is the vector of the word or letter that is followed: blue "
    + "where it is above 0, orange below.");

  const matrixOf = ({ entry, name }) => (entry === "ids" ? now[name].ids.map((id) => [id]) : now.record[entry]);
  const inDecoder = ({ group }) => group.part === "decoder";
  /* The row of the token that is followed: the chosen word, and the letter after which the next one comes. */
  const rowOf = (stage) => (inDecoder(stage) ? now.tgt.ids.length - 1 : followed);
  const tokensOf = (stage) => (inDecoder(stage) ? now.tgt : now.src).tokens.map(shown);
  const next = () => {
    const chances = now.record.probabilities.at(-1), [best] = mostProbable(chances, 1);
    return { id: best, letter: shown(network.tokens[best]), chance: chances[best] };
  };

  // ---- what an open stage shows: { said, nodes } ----

  const reads = mapToRead("The values of this stage", (row, column, number) => `${row}, ${column}: ${number}.`);
  const [scores, weights] = ["scores", "weights"].map((what) => attentionMap(`The ${what} of this head`, FEW));
  const named = (name, ...nodes) => element("div", { class: "panel" }, element("p", { class: "title" }, name), ...nodes);

  function values(stage, rows = tokensOf(stage), matrix = matrixOf(stage), chosen = rowOf(stage)) {
    const all = matrix[0].length, ofTokens = stage.size[1] === "V";
    const width = ofTokens ? all : Math.min(all, COLUMNS);
    const cut = matrix.map((row) => Array.from(row).slice(0, width));
    const columns = Array.from({ length: width }, (_, i) => (ofTokens ? shown(network.tokens[i]) : String(i + 1)));
    reads.draw(rows, columns, cut, chosen, rangeOf(cut.flat(), "value"));
    return width < all ? ` The first ${width} of ${all} numbers of each vector:` : "";
  }

  function openHeads(stage) {
    const of = (what) => now.record[`${stage.place}.${what}`];
    const rows = tokensOf(stage), row = rowOf(stage);
    const columns = (stage.name.endsWith("cross_attention") ? now.src : now[inDecoder(stage) ? "tgt" : "src"]).tokens.map(shown);
    const [own] = of("query"), d_k = own[0].length, chosen = element("p", { class: "looked" });
    const draw = () => {
      const masked = of("masked_scores")[head].map((each) => Array.from(each, (s) => (s === -Infinity ? null : s)));
      const map = of("weights")[head];
      scores.draw(rows, columns, masked, row, rangeOf(masked.flat().filter((s) => s !== null), "score"));
      weights.draw(rows, columns, map, row, { name: "weight", low: 0, high: 1, masked });
      const [most] = mostProbable(map[row], 1);
      chosen.textContent = `Head ${head + 1}: “${rows[row]}” asks with its query, “${columns[most]}” answers best: `
        + `score ${of("scores")[head][row][most].toFixed(2)}, weight ${map[row][most].toFixed(2)}.`;
    };
    const pictures = of("weights").map((map, h) => {
      const option = document.createDocumentFragment();
      option.append(thumbnail(map, { low: 0, high: 1 }), element("small", {}, `head ${h + 1}`));
      return option;
    });
    const all = element("div", { class: "all-maps" }, choice("The weights of all heads: open one", "map", pictures, head,
      (i) => { head = i; draw(); }));
    all.style.setProperty("--heads", pictures.length);
    draw();
    return { said: "", nodes: [all, chosen, element("div", { class: "panels" },
      named(`Scores: q · k / √${d_k}`, scores.node), named("Weights: their softmax", weights.node))] };
  }

  function openSum(stage) {
    const row = rowOf(stage), token = tokensOf(stage)[row];
    const [before, added] = stage.parts.map((entry) => now.record[entry][row]), after = now.record[stage.entry][row];
    values(stage, ["before", "added", "after"], [before, added, after], 2);
    return { said: ` The vector of “${token}” has the length ${lengthOf(before)}; ${lengthOf(added)} is added, and `
      + `${lengthOf(after)} goes on. Its first ${COLUMNS} numbers:`, nodes: [reads.node] };
  }

  function openNeurons(stage) {
    const row = rowOf(stage), wide = now.record[`${stage.place}.activation`][row];
    const active = wide.filter((number) => number > 0).length, cut = values(stage);
    return { said: ` For “${tokensOf(stage)[row]}”, ${active} of the ${wide.length} numbers between them are `
      + `above 0.${cut}`, nodes: [reads.node] };
  }

  function openChances() {
    const chances = now.record.probabilities.at(-1), likely = mostProbable(chances, LIKELY);
    return { said: ` After “${tokensOf(stages.at(-1)).at(-1)}”:`, nodes: [element("ol", { class: "bars" },
      ...bars(likely.map((id) => shown(network.tokens[id])), likely.map((id) => chances[id]), 0))] };
  }

  function openIds(stage) {
    const tokens = tokensOf(stage);
    return { said: ` ${matrixOf(stage).map(([id], i) => `${tokens[i]} ${id}`).join(", ")}.`, nodes: [] };
  }

  const openValues = (stage) => ({ said: values(stage), nodes: [reads.node] });

  const OPEN = { ids: openIds, heads: openHeads, sum: openSum, neurons: openNeurons, chances: openChances };

  // ---- the column ----

  const back = button("Back", () => go(step - 1)), on = button("Next", () => (step + 1 < stages.length ? go(step + 1) : goOn()));
  const turn = element("p", { class: "turn" }, back, " ", on), opened = element("div");
  const panel = element("div", { class: "open" }, turn, opened);
  const column = element("ol", { class: "stages" }, ...groups.map((group) => {
    group.strip = element("span", { class: "strip" });
    group.button = button(group.title, () => go(stages.indexOf(group.stages[0])));
    group.button.append(group.strip);
    group.list = element("ol", {}, ...group.stages.map((stage) => {
      stage.strip = element("span", { class: "strip" });
      stage.shape = element("span", { class: "shape" });
      stage.button = button("", () => go(stages.indexOf(stage)));
      stage.button.append(element("span", {}, stage.box), stage.shape, stage.strip);
      stage.item = element("li", { class: stage.kind }, stage.button);
      return stage.item;
    }));
    return element("li", { class: `group ${group.part}` }, group.button, group.list);
  }));
  column.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !stages.some((stage) => stage.button === event.target)) return;
    event.preventDefault();
    go(step + by);
    stages[step].button.focus({ preventScroll: true });
  });

  function draw() {
    const stage = stages[step], { name, type, size, box, means, opens, chapter } = stage, matrix = matrixOf(stage);
    for (const each of groups) {
      paint(each.strip, matrixOf(each.stages.at(-1))[rowOf(each.stages[0])]);
      if (each !== stage.group) continue;
      for (const one of each.stages) {
        const vectors = matrixOf(one);
        one.shape.textContent = `${one.size.join(" × ")} = ${[vectors.length, vectors[0].length].slice(0, one.size.length).join(" × ")}`;
        if (one.entry !== "ids") paint(one.strip, vectors[rowOf(one)]);
      }
    }
    const lengths = [1, matrix.length, matrix[0].length].slice(0, size.length + 1);
    const { said, nodes } = (OPEN[opens] ?? openValues)(stage);
    const from = chapterLink(chapter);
    opened.replaceChildren(
      element("p", { class: "step-name" }, element("code", {}, name), type ? ` (${type})` : "",
        `, shape (${["B", ...size].join(", ")}) = (${lengths.join(", ")})`),
      element("p", { class: "about" }, ...(from ? ["Built in ", from, ". "] : []), means, said), ...nodes);
    const { letter, chance } = next();
    written.textContent = `${now.tgt.text} → ${letter}`;
    back.disabled = step === 0;
    const last = step + 1 === stages.length;
    on.textContent = !last ? "Next" : letters < whole.tgt.ids.length - 1 ? `Write “${letter}”, and once more` : "It is finished";
    on.disabled = last && letters >= whole.tgt.ids.length - 1;
    report.textContent = `Step ${step + 1} of ${stages.length}, ${stage.group.title}: ${box}.`
      + (last ? ` The next token: “${letter}”, probability ${chance.toFixed(2)}.` : "");
  }

  /* What was pressed stays where it is on the screen, while the stages move past it. */
  function go(to) {
    const pressed = document.activeElement, top = pressed?.getBoundingClientRect().top;
    step = Math.min(Math.max(to, 0), stages.length - 1);
    for (const group of groups) {
      const open = group === stages[step].group;
      group.list.hidden = !open;
      group.button.setAttribute("aria-expanded", String(open));
    }
    stages.forEach((stage, i) => stage.button.setAttribute("aria-expanded", String(i === step)));
    stages[step].item.append(panel);
    if (now) draw();
    if (!column.contains(pressed)) return;
    pressed.focus({ preventScroll: true });
    scrollBy({ top: pressed.getBoundingClientRect().top - top, behavior: "instant" });
  }

  const pass = latest(async (signal) => {
    const given = whole.tgt.ids.slice(1, letters + 1);
    now = await network.trace(sentence, { signal, given });
    draw();
  }, line);

  function setLetters(count) {
    letters = count;
    const counts = Array.from({ length: whole.tgt.ids.length }, (_, n) =>
      `${n}: “${whole.tgt.tokens.slice(1, n + 1).join("")}”`);
    soFar.replaceChildren(slider("Letters written so far", counts, letters, (n) => { letters = n; pass(); }));
  }

  /* The letter is written, and the decoder begins anew. */
  async function goOn() {
    setLetters(letters + 1);
    await pass();
    go(stages.findIndex(inDecoder));
  }

  const write = latest(async (signal, typed) => {
    line.complain("");
    const { text: asked, tokens } = await read(network, typed, { signal });
    whole = await network.trace(asked, { signal });
    sentence = asked;
    followed = tokens.length - 1;
    words.replaceChildren(choice("Follow a word", "word", tokens, followed, (i) => { followed = i; draw(); }));
    setLetters(Math.min(SEEN, whole.tgt.ids.length - 1));
    await pass();
  }, line);

  go(0);
  write(line.input.value);
  return [line.node, words, soFar, written, report, key, column];
});
}
