/* The reading-heads chapter: all attention maps of a sentence at once, one of them enlarged, and any head switched
   off, with what is written then. */
"use strict";

{
const {
  attentionMap, button, choice, element, field, latest, mostProbable, panel, read, shown, startLive, switches,
  thumbnail,
} = Explorer;

const ATTENTIONS = [
  { part: "encoder", name: "encoder self-attention", half: "encoder", sublayer: "self_attention" },
  { part: "decoder_self", name: "decoder self-attention", half: "decoder", sublayer: "self_attention" },
  { part: "decoder_cross", name: "cross-attention", half: "decoder", sublayer: "cross_attention" },
];
const KINDS = [
  { name: "raw scores", entry: "scores" },
  { name: "masked scores", entry: "masked_scores" },
  { name: "weights, after the softmax", entry: "weights" },
];
const MOST = 40; // tokens: with more, the cells are too small to be seen

/* The range of the colours. Weights are shares; the scores of each map have a range of their own. */
function scaleOf(map, { entry }) {
  if (entry === "weights") return { name: "weight", low: 0, high: 1 };
  const scores = map.flatMap((row) => Array.from(row)).filter(Number.isFinite);
  return { name: "score", low: Math.min(...scores), high: Math.max(...scores) };
}

startLive("maps", ({ label, text }, network) => {
  const { num_layers, num_heads } = network.config;
  const picked = { attention: 2, kind: 2, layer: num_layers - 1, head: 0 };
  const off = new Map(); // name of a head -> the head, as the network wants it
  let typed, sentence = "", whole, now;
  const line = field(label, text, network.name, (given) => { typed = given; write(); });
  const withAll = element("p", { class: "written" }), without = element("p", { class: "written" });
  const sentenceTitle = element("p", { class: "title" }), offTitle = element("p", { class: "title" });
  const small = element("div", { class: "all-maps" }), heads = element("div");
  const largeTitle = element("p", { class: "title" });
  const large = attentionMap("The enlarged map");
  const report = element("p", { class: "report", "aria-live": "polite" });
  small.style.setProperty("--heads", num_heads);

  const attention = () => ATTENTIONS[picked.attention];
  const nameOf = (layer, head) => `${attention().name}, layer ${layer + 1}, head ${head + 1}`;
  const mapOf = (layer, head) => {
    const { half, sublayer } = attention();
    return now.record[`${half}.layers.${layer}.${sublayer}.${KINDS[picked.kind].entry}`][head];
  };

  /* In the decoder, a row belongs to the token that is chosen there, the one after the token read. */
  function names() {
    const { src, tgt, record } = now, { part } = attention();
    const [last] = mostProbable(record.probabilities.at(-1), 1);
    const chosen = [...tgt.tokens.slice(1), network.tokens[last]];
    const rows = part === "encoder" ? src.tokens : chosen;
    const columns = part === "decoder_self" ? tgt.tokens : src.tokens;
    return [rows.map(shown), columns.map(shown)];
  }

  function drawLarge() {
    const { layer, head } = picked, kind = KINDS[picked.kind], map = mapOf(layer, head);
    const values = map.map((row) => Array.from(row, (value) => (value === -Infinity ? null : value)));
    largeTitle.textContent = `${nameOf(layer, head)}: ${kind.name}`;
    large.draw(...names(), values, -1, scaleOf(map, kind));
  }

  function drawMaps() {
    const options = [];
    for (let layer = 0; layer < num_layers; layer++) {
      for (let head = 0; head < num_heads; head++) {
        const map = mapOf(layer, head), option = document.createDocumentFragment();
        const isOff = off.has(nameOf(layer, head));
        const picture = thumbnail(map, scaleOf(map, KINDS[picked.kind]));
        if (isOff) picture.classList.add("off");
        const caption = `layer ${layer + 1}, head ${head + 1}${isOff ? ", off" : ""}`;
        option.append(picture, element("small", {}, caption));
        options.push(option);
      }
    }
    small.replaceChildren(choice(`All maps, ${attention().name}: choose one to enlarge`, "map", options,
      picked.layer * num_heads + picked.head, (i) => {
        const before = picked.layer;
        [picked.layer, picked.head] = [Math.floor(i / num_heads), i % num_heads];
        drawLarge();
        if (picked.layer !== before) drawSwitches();
      }));
    drawLarge();
  }

  function drawSwitches() {
    const { layer } = picked, { part } = attention();
    const all = Array.from({ length: num_heads }, (_, head) => head);
    heads.replaceChildren(switches(`Heads of the ${attention().name}, layer ${layer + 1}`,
      all.map((head) => `head ${head + 1}`), all.map((head) => !off.has(nameOf(layer, head))),
      (head, on) => {
        if (on) off.delete(nameOf(layer, head));
        else off.set(nameOf(layer, head), { part, layer, head });
        write();
      }));
  }

  function drawWritten() {
    const said = ({ tgt }) => tgt.text + (tgt.ids.length > MOST ? " …" : "");
    const missing = [...off.keys()].join("; ");
    sentenceTitle.textContent = `“${sentence}” with all heads`;
    offTitle.textContent = missing ? `Without ${missing}` : "Switch a head off, and see here what changes";
    withAll.textContent = said(whole);
    without.textContent = missing ? said(now) : "";
    const then = said(now) === said(whole) ? "the same" : `“${said(now)}”`;
    report.textContent = `“${said(whole)}” is written with all heads`
      + (missing ? `, and ${then} without ${missing}.` : ".");
  }

  const write = latest(async (signal) => {
    line.complain("");
    const options = { signal, maxNewTokens: MOST };
    const { text: asked } = await read(network, typed, { signal, most: MOST });
    const all = asked === sentence ? whole : await network.trace(asked, options);
    const some = off.size ? await network.trace(asked, { ...options, off: [...off.values()] }) : all;
    [sentence, whole, now] = [asked, all, some];
    drawMaps();
    drawWritten();
  }, line);

  const show = (key) => (i) => {
    picked[key] = i;
    if (!now) return; // nothing is written yet
    drawMaps();
    if (key === "attention") drawSwitches();
  };
  drawSwitches();
  typed = line.input.value;
  write();
  return [
    line.node,
    element("div", { class: "panels" },
      element("div", { class: "panel" }, sentenceTitle, withAll),
      element("div", { class: "panel" }, offTitle, without)),
    choice("Attention", "attention", ATTENTIONS.map(({ name }) => name), picked.attention, show("attention")),
    choice("Numbers", "kind", KINDS.map(({ name }) => name), picked.kind, show("kind")),
    element("div", { class: "panels" }, small,
      element("div", { class: "panel" }, largeTitle, large.node)),
    heads,
    button("Switch all heads on", () => { off.clear(); drawSwitches(); write(); }),
    report,
  ];
});
}
