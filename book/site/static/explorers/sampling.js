/* The decoding chapter: temperature, top-k and top-p on a trained network. A few outputs are drawn; each token of
   each can be chosen, to see what the network thought of it and what it was drawn from. */
"use strict";

{
const { bars, button, choice, element, field, latest, mostProbable, read, shown, slider, startLive } = Explorer;

const TEMPERATURES = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2];
const KS = [1, 2, 3, 5, 10, 20, 50, "off"];
const PS = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, "off"];
const DRAWS = 5, BARS = 8;
const MOST = 30; // tokens: a hot draw may not find its end

startLive("sampling", ({ label, text }, network) => {
  const set = { temperature: TEMPERATURES.indexOf(1), k: KS.length - 1, p: PS.length - 1 };
  let typed, sentence = text, seed = 1, draws = [], draw = 0, token = 0;
  const line = field(label, text, network.name, (now) => { typed = now; sample(); });
  const outputs = element("div", { class: "lines" }), tokens = element("div");
  const title = element("p", { class: "title" }), tokenBars = element("ol", { class: "bars" });
  const report = element("p", { class: "report", "aria-live": "polite" });
  const off = (value) => (value === "off" ? null : value);

  const current = () => draws[Math.min(draw, draws.length - 1)];
  const said = (steps) => steps.at(-1).text + (steps.at(-1).token === "<end>" ? "" : " …");

  function drawBars() {
    const steps = current();
    token = Math.min(token, steps.length - 1);
    const { id, probabilities, drawnFrom } = steps[token];
    const most = mostProbable(probabilities, BARS);
    if (!most.includes(id)) most[BARS - 1] = id; // drawn against the odds
    const possible = drawnFrom.reduce((count, share) => count + (share > 0), 0);
    title.textContent = `${token ? `After “${steps[token - 1].text}”` : "The first token"}: drawn from `
      + `${possible} ${possible === 1 ? "token" : "tokens"}. Filled: what it was drawn from; `
      + "hollow: the network's own probabilities";
    tokenBars.replaceChildren(...bars(most.map((each) => shown(network.tokens[each])),
      most.map((each) => drawnFrom[each]), most.indexOf(id), most.map((each) => probabilities[each])));
  }

  function drawTokens() {
    drawBars();
    tokens.replaceChildren(choice("Its tokens: choose one", "token",
      current().map((step) => shown(step.token)), token, (i) => { token = i; drawBars(); }));
  }

  function drawOutputs() {
    const legend = `Drawn for “${sentence}”, seeds ${seed} to ${seed + DRAWS - 1}: choose one`;
    outputs.replaceChildren(choice(legend, "draw", draws.map((steps) => said(steps) || "(nothing)"),
      draws.indexOf(current()), (i) => { draw = i; drawTokens(); }));
    drawTokens();
  }

  const sample = latest(async (signal) => {
    line.complain("");
    report.textContent = "";
    const { text: source } = await read(network, typed, { signal });
    const options = { signal, maxNewTokens: MOST, temperature: TEMPERATURES[set.temperature],
      k: off(KS[set.k]), p: off(PS[set.p]) };
    const now = [];
    for (let i = 0; i < DRAWS; i++) {
      const steps = [];
      await network.sample(source, { ...options, seed: seed + i }, (step) => steps.push(step));
      now.push(steps);
      [draws, sentence] = [now, typed];
      drawOutputs();
    }
    report.textContent = `${DRAWS} outputs drawn, ${new Set(now.map(said)).size} distinct.`;
  }, line);

  const setting = (name, values, key) => slider(name, values, set[key], (i) => { set[key] = i; sample(); });
  typed = line.input.value;
  sample();
  return [
    line.node,
    setting("Temperature", TEMPERATURES, "temperature"),
    setting("Top-k", KS, "k"), setting("Top-p", PS, "p"),
    button("Draw again", () => { seed += DRAWS; sample(); }),
    report, outputs, tokens,
    element("div", { class: "panel wide-tokens" }, title, tokenBars),
  ];
});
}
