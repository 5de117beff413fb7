/* The worker's side of network_worker.js: keeps the networks that were loaded and does one
   computation after the other. */
NetworkWorker.parts.push((library) => {
"use strict";

const {
  beamSearch, chooseToken, endId, generate, generatorOf, loadWeights, makeTokenizer, sharpened, softmax,
  startId, withoutHeads,
} = library;
const networks = new Map(); // name -> promise of { model, source, target }
const cancelled = new Set(); // calls that nobody waits for any more

// ---- loading ----

/* The text of a network's file, once for all: what has come is kept for the next visit. */
async function fetchText(url, size, onProgress) {
  // Browsers give no Cache to pages of an unencrypted server, and some to no private window.
  const cache = await self.caches?.open("networks").catch(() => null);
  const kept = await cache?.match(url);
  if (kept) return kept.text();
  const response = await fetch(url).catch((error) => ({ statusText: error.message }));
  if (!response.ok) throw new Error(`the network could not be loaded: ${response.statusText}`);
  const pieces = [], decoder = new TextDecoder();
  let received = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    received += value.length;
    pieces.push(decoder.decode(value, { stream: true }));
    onProgress(received, size);
  }
  const text = pieces.join("");
  if (cache) {
    const older = (await cache.keys()).filter((request) => request.url.split("?")[0] === url.split("?")[0]);
    await Promise.all(older.map((request) => cache.delete(request)));
    await cache.put(url, new Response(text)).catch(() => null); // no room left: fetched again next time
  }
  return text;
}

function bytesOf(base64) {
  const binary = atob(base64), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes.buffer;
}

/* `url` is fetched; where there is no fetching, the page has the `file` already. */
async function load({ url, size, file }, onProgress) {
  if (!file) {
    const text = await fetchText(url, size, onProgress);
    file = JSON.parse(text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")));
  }
  onProgress(size, size);
  const { model, tokenizer } = loadWeights(bytesOf(file.weights));
  const source = makeTokenizer(tokenizer.source);
  return { model, source, target: tokenizer.target ? makeTokenizer(tokenizer.target) : source };
}

// ---- what a loaded network can do; each is described in network_worker.js ----

const named = (tokenizer, ids) => ({ ids, tokens: ids.map((id) => tokenizer.tokens[id]) });
const written = (tokenizer, ids) => ({ ...named(tokenizer, ids), text: tokenizer.decode(ids) });

function tokenise({ source, target }, { text, side = "source" }) {
  const tokenizer = side === "source" ? source : target;
  return named(tokenizer, tokenizer.encode(text));
}

function limits(model, options) {
  return { startId, endId, maxNewTokens: options.maxNewTokens ?? model.config.max_len - 1 };
}

/* Cross-attention of the newest token: [layer][head], a weight for each source token. */
function crossOf(model, record) {
  return model.decoder.layers.map((_, n) =>
    record[`decoder.layers.${n}.cross_attention.weights`].map((head) => head.at(-1)));
}

async function write({ model, source, target }, { text, ...options }, onToken, choose, drawnFrom) {
  const src = source.encode(text);
  let all = [startId];
  for (const step of generate(model, src, { ...limits(model, options), choose, keepRecord: true })) {
    const probabilities = softmax(step.logits);
    all = step.tokens;
    await onToken({
      id: step.token,
      token: target.tokens[step.token],
      text: target.decode(all),
      probability: probabilities[step.token],
      probabilities,
      drawnFrom: drawnFrom?.(step.logits),
      cross: crossOf(model, step.record),
      record: options.record ? step.record : undefined,
    });
  }
  return { src: named(source, src), ...written(target, all) };
}

function greedily(network, options, onToken) {
  return write(network, options, onToken);
}

function sample(network, options, onToken) {
  const random = options.seed === undefined ? Math.random : generatorOf(options.seed);
  const choose = (logits) => chooseToken(logits, options, random);
  return write(network, options, onToken, choose, (logits) => sharpened(logits, options));
}

async function searchBeams({ model, source, target }, { text, ...options }, onStep) {
  const src = source.encode(text);
  const { numBeams, alpha } = options;
  let finished = [];
  const shown = (hypotheses) => hypotheses.map(({ tokens, total, score }) =>
    ({ ...written(target, tokens), total, score, ended: tokens.at(-1) === endId }));
  for (const step of beamSearch(model, src, { ...limits(model, options), numBeams, alpha })) {
    finished = shown(step.finished);
    await onStep({ unfinished: shown(step.unfinished), finished, dropped: shown(step.dropped) });
  }
  return { src: named(source, src), hypotheses: finished };
}

async function trace(network, { text, given, ...options }, breathe) {
  const { model, source, target } = network;
  const src = source.encode(text), record = {};
  let tgt = [startId];
  if (Array.isArray(given)) tgt.push(...given);
  else if (typeof given === "string") {
    if (given.trim()) tgt.push(...target.encode(given));
  } else {
    for (const { tokens } of generate(model, src, limits(model, options))) {
      await breathe();
      tgt = tokens;
    }
    if (tgt.at(-1) === endId) tgt = tgt.slice(0, -1);
  }
  model.forward(src, tgt, record);
  return { src: named(source, src), tgt: written(target, tgt), record };
}

function look({ model, source }, { text }) {
  const ids = source.encode(text);
  return { src: named(source, ids), ...model.look(ids) };
}

const calls = { tokenise, look, generate: greedily, sample, beamSearch: searchBeams, trace };

// ---- messages ----

/* Let messages come in; a timer would wait for four milliseconds. */
const { port1, port2 } = new MessageChannel();
const breathe = () => new Promise((resolve) => {
  port1.onmessage = resolve;
  port2.postMessage(null);
});

async function answer({ id, call, name, options }) {
  if (call === "load") {
    networks.set(name, load(options, (received, size) => postMessage({ id, event: [received, size] })));
    const { model, source, target } = await networks.get(name);
    const characters = source.readsAll ? null
      : [...(source.characters ?? source.tokens.slice(endId + 1).join(""))];
    return { config: model.config, tokens: target.tokens, characters, between: source.between ?? "▁" };
  }
  const network = await networks.get(name);
  const onEvent = async (event) => {
    if (event) postMessage({ id, event });
    await breathe();
    if (cancelled.has(id)) throw new Error("cancelled");
  };
  await onEvent();
  const putBack = withoutHeads(network.model, options.off ?? []);
  try {
    return await calls[call](network, options, onEvent);
  } finally {
    putBack();
  }
}

function serve() {
  let last = Promise.resolve(); // of the computations
  self.onmessage = ({ data }) => {
    if (data.cancel) return cancelled.add(data.cancel);
    const report = () => answer(data).then(
      (result) => postMessage({ id: data.id, result }),
      ({ message, plain }) => postMessage({ id: data.id, error: message, plain }),
    );
    if (data.call === "load") report();
    else last = last.then(report);
  };
}

return { serve };
});
