/* The data-and-scores chapter: type a word or a sentence and see what the network writes: its tokens with their
   probabilities, where each looked, and the beams that lost. With pieces: true it shows the tokens
   that were made of the text as well. */
"use strict";

{
const {
  attentionMap, bars, choice, element, field, inTurn, latest, mapChoice, mostProbable, panel, pickedRow, read,
  shown, startLive, table,
} = Explorer;

const NUM_BEAMS = 4, BARS = 6;
const FEW = 16; // tokens: while there are more, not everything is drawn again for each

startLive("beams", ({ label, text, unit, pieces }, network) => {
  const picked = { layer: network.config.num_layers - 1, head: -1 };
  let sentence = text, source = [], steps = [], chosen = 0;
  const line = field(label, text, network.name, (typed) => write(typed));
  const pieceList = element("p", { class: "pieces" });
  const title = element("p", { class: "title" });
  const written = element("p", { class: "written" });
  const tokens = element("div");
  const barsTitle = element("p", { class: "title" });
  const tokenBars = element("ol", { class: "bars" });
  const map = attentionMap(`Where each ${unit} looks`);
  const beams = element("div", { class: "table-box" });
  const report = element("p", { class: "report", "aria-live": "polite" });

  function drawToken() {
    const { token, probability, probabilities } = steps[chosen];
    const most = mostProbable(probabilities, BARS);
    barsTitle.textContent = `“${shown(token)}”, ${unit} ${chosen + 1}: probability ${probability.toFixed(2)}`;
    tokenBars.replaceChildren(...bars(most.map((id) => shown(network.tokens[id])),
      most.map((id) => probabilities[id]), most.indexOf(steps[chosen].id)));
  }

  function drawMap() {
    const rows = steps.map(({ cross }) => pickedRow(cross, picked));
    map.draw(steps.map(({ token }) => shown(token)), source, rows, chosen);
  }

  function draw() {
    title.textContent = `“${sentence}”: greedy, token by token`;
    written.textContent = steps.at(-1).text;
    tokens.replaceChildren(choice(`The ${unit}s it wrote: choose one`, "token",
      steps.map(({ token }) => shown(token)), chosen, (i) => { chosen = i; drawToken(); drawMap(); }));
    drawToken();
    drawMap();
  }

  function drawBeams(hypotheses) {
    beams.replaceChildren(table(
      `“${sentence}”: beam search with ${NUM_BEAMS} beams; the first wins, the others lost`,
      ["what it wrote", "log-likelihood", "score"],
      hypotheses.map(({ text: written, total, score }) =>
        [written, ...[total, score].map((number) => number.toFixed(2).replace("-", "−"))])));
  }

  const write = latest(async (signal, typed) => {
    line.complain("");
    beams.replaceChildren();
    report.textContent = "";
    const src = await read(network, typed, { signal });
    const limits = { signal, maxNewTokens: Math.min(2 * src.ids.length + 20, network.config.max_len - 1) };
    if (pieces) pieceList.replaceChildren(...src.tokens.map((piece) => element("span", {}, piece)));
    const now = [];
    const { next, done } = inTurn(signal, (step) => {
      now.push(step);
      [sentence, source, steps, chosen] = [typed, src.tokens, now, now.length - 1];
      if (now.length <= FEW) draw();
      else written.textContent = step.text;
    });
    await network.generate(src.text, limits, next);
    const { hypotheses } = await network.beamSearch(src.text, { ...limits, numBeams: NUM_BEAMS });
    await done();
    const sureness = now.map(({ probability }) => probability);
    chosen = sureness.indexOf(Math.min(...sureness));
    draw();
    drawBeams(hypotheses);
    const greedy = now.at(-1).text, least = now[chosen];
    report.textContent = `Greedy writes “${greedy}”, least sure of “${shown(least.token)}”, `
      + `${least.probability.toFixed(2)}. Beam search finds `
      + `${hypotheses[0].text === greedy ? "the same" : `“${hypotheses[0].text}”`}.`;
  }, line);

  write(line.input.value);
  return [
    line.node,
    ...(pieces ? [panel("The pieces it reads; ▁ is a space", pieceList)] : []),
    element("div", { class: "panel" }, title, written), tokens,
    element("div", { class: "panels" },
      element("div", { class: "panel wide-tokens" }, barsTitle, tokenBars),
      panel(`Where each ${unit} looks`, mapChoice(network.config, picked, drawMap), map.node)),
    beams, report,
  ];
});
}
