/* The real-networks chapter: MiniLM. A sentence, how near others are to it in meaning, and where a head looks in it.
   A few sentences are stored, with three heads; with the network, the reader's own and all heads. */
"use strict";

{
const { attentionMap, bars, choice, element, field, latest, linkedText, mapChoice, offer, panel, read, start } = Explorer;

const MOST = 40; // tokens
const cosine = (a, b) => a.reduce((sum, number, i) => sum + number * b[i], 0);

start("meaning", ({ label, heads, sentences }, root) => {
  const { network: name } = root.dataset;
  const picked = { layer: heads[0].layer, head: heads[0].head };
  let now; // { text, tokens, cosines, mapOf }
  const top = element("div"), near = element("ol", { class: "bars sentences" }), pick = element("div");
  const map = attentionMap("Where the head looks"), title = element("p", { class: "title" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function drawMap() {
    const { layer, head } = picked, known = heads.find((each) => each.layer === layer && each.head === head);
    title.textContent = `Layer ${layer + 1}, ${head < 0 ? "mean of its heads" : `head ${head + 1}`}`
      + (known ? `: ${known.looks}` : "");
    map.draw(now.tokens, now.tokens, now.mapOf(picked));
  }

  function show(given) {
    now = given;
    const others = sentences.map(({ text }, i) => ({ text, cosine: now.cosines[i] }))
      .filter(({ text }) => text !== now.text).sort((a, b) => b.cosine - a.cosine);
    near.replaceChildren(...bars(others.map(({ text }) => text), others.map((each) => each.cosine)));
    report.textContent = `Of the stored sentences, “${others[0].text}” is nearest to “${now.text}”: cosine `
      + `${others[0].cosine.toFixed(2).replace("-", "−")}.`;
    drawMap();
  }

  const mean = (maps) => maps[0].map((row, t) =>
    Array.from(row, (_, s) => maps.reduce((sum, each) => sum + each[t][s], 0) / maps.length));

  async function come(network) {
    const own = field(label, now.text, name, (typed) => write(typed));
    let stored = null; // the vectors of the stored sentences
    const write = latest(async (signal, typed) => {
      own.complain("");
      const { text, tokens } = await read(network, typed.trim(), { signal, most: MOST });
      if (!stored) {
        const found = [];
        for (const each of sentences) found.push((await network.look(each.text, { signal })).vector);
        stored = found;
      }
      const { vector, weights } = await network.look(text, { signal });
      show({ text, tokens, cosines: stored.map((each) => cosine(each, vector)),
        mapOf: ({ layer, head }) => (head < 0 ? mean(weights[layer]) : weights[layer][head]) });
    }, own);
    top.replaceChildren(own.node);
    pick.replaceChildren(mapChoice(network.config, picked, drawMap));
    own.input.focus(); // the button that was pressed is gone
    write(own.input.value);
  }

  const showStored = ({ text, tokens, cosines, maps }) => show({ text, tokens, cosines,
    mapOf: ({ layer, head }) => maps[heads.findIndex((each) => each.layer === layer && each.head === head)] });
  const offering = element("div");
  top.append(choice("Sentence", "sentence", sentences.map(({ text }) => text), 0, (i) => showStored(sentences[i])),
    offering);
  pick.append(choice("A head that looks", "head", heads.map(({ looks }) => looks), 0, (i) => {
    [picked.layer, picked.head] = [heads[i].layer, heads[i].head];
    drawMap();
  }));
  NetworkWorker.size(name).then(() => {
    offering.append(...offer(name, come));
    if (linkedText(name) !== null) offering.querySelector("button").click();
  }, ({ message }) => offering.append(element("p", { class: "about" }, message)));
  showStored(sentences[0]);
  return [top, panel("How near in meaning: cosine", near), pick, element("div", {}, title, map.node), report];
});
}
