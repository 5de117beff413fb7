/* How probabilities become text: transformer_lib/decoding.py. Each search is a generator that gives a
   step at a time, so that whoever runs it can show the step, and stop. */
NetworkWorker.parts.push((library) => {
"use strict";

const { softmax } = library;

/* Keys and values of a decoder that need not be computed again: for each attention module (H, S, K),
   the rows of which are never changed. So a copy shares them. */
class KeyValueCache {
  constructor(parts = new Map()) {
    this.parts = parts;
  }

  get length() {
    // The first to ask is the self-attention of the first layer.
    const first = this.parts.values().next().value;
    return first ? first[0][0].length : 0;
  }

  /* Append keys and values of a module, null if there are none to append; give all there are. */
  extend(module, key, value) {
    const held = this.parts.get(module);
    if (key === null) return held;
    const all = held
      ? [held[0].map((rows, h) => [...rows, ...key[h]]), held[1].map((rows, h) => [...rows, ...value[h]])]
      : [key, value];
    this.parts.set(module, all);
    return all;
  }

  copy() {
    return new KeyValueCache(new Map(this.parts));
  }
}

function mostLikely(logits) {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
  return best;
}

/* Let the model generate, each token chosen by `choose(logits)`; by default greedily. Gives for each
   new token { token, logits, tokens, record }: its id, the logits it was chosen from, all ids so far
   with the start, and the record of this step (of the memory too in the first). */
function* generate(model, src, { startId, endId, maxNewTokens, choose = mostLikely, keepRecord = false }) {
  checkLimit(maxNewTokens);
  const newRecord = () => (keepRecord ? {} : null);
  let record = newRecord();
  const memory = model.encode(src, record), cache = new KeyValueCache();
  let tokens = [startId];
  while (tokens.length <= maxNewTokens) {
    const logits = model.decode(tokens, memory, { cache, record }).at(-1).slice();
    logits[model.padId] = -Infinity; // padding is not a word
    const token = choose(logits);
    tokens = [...tokens, token];
    yield { token, logits, tokens, record };
    if (token === endId) return;
    record = newRecord();
  }
}

function checkLimit(maxNewTokens) {
  if (!(maxNewTokens >= 1)) throw new Error(`max_new_tokens must be at least 1, got ${maxNewTokens}`);
}

function logSoftmax(logits) {
  const most = Math.max(...logits);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return Float64Array.from(logits, (logit) => logit - most - Math.log(sum));
}

/* The places of the n largest numbers, largest first; of equals the first. */
function largest(n, numbers) {
  const places = [];
  for (let i = 0; i < numbers.length; i++) {
    if (places.length === n && numbers[i] <= numbers[places[n - 1]]) continue;
    let at = places.length;
    while (at > 0 && numbers[places[at - 1]] < numbers[i]) at--;
    places.splice(at, 0, i);
    if (places.length > n) places.pop();
  }
  return places;
}

/* The n best of a list, best first. */
function best(n, list, value) {
  return largest(n, list.map((each) => each[value])).map((i) => list[i]);
}

/* Search for sentences with a high score: the log-likelihood of all tokens after the start, divided
   by their number to the power of `alpha`. The search ends when no unfinished sentence has, at its
   present length, a better score than the last of the `numBeams` finished ones; that is a heuristic.

   Gives after each step { unfinished, finished, dropped }: lists of { tokens, total, score }, best
   first; dropped are the best continuations that found no place. The last step's `finished` is the
   result. */
function* beamSearch(model, src, { startId, endId, maxNewTokens, numBeams = 4, alpha = 0.6 }) {
  checkLimit(maxNewTokens);
  if (!(numBeams >= 1)) throw new Error(`num_beams must be at least 1, got ${numBeams}`);
  const memory = model.encode(src);
  let beams = [{ tokens: [startId], total: 0, cache: new KeyValueCache() }];
  let finished = [], done = false;
  const keep = (hypotheses) => best(numBeams, [...finished, ...hypotheses], "score");
  for (let length = 1; length <= maxNewTokens && !done; length++) {
    const candidates = beams.flatMap(({ tokens, total, cache }) => {
      const logP = logSoftmax(model.decode(tokens, memory, { cache }).at(-1));
      logP[model.padId] = -Infinity; // padding is not a word
      return largest(2 * numBeams, logP).map((token) =>
        ({ tokens: [...tokens, token], total: total + logP[token], cache }));
    });
    const continuations = best(2 * numBeams, candidates, "total")
      .filter(({ total }) => total > -Infinity)
      .map((each) => ({ ...each, score: each.total / length ** alpha }));
    const ends = ({ tokens }) => tokens.at(-1) === endId;
    // What ends among the best numBeams is finished. The best that do not end are the new beams.
    finished = keep(continuations.slice(0, numBeams).filter(ends));
    const going = continuations.filter((each) => !ends(each));
    beams = going.slice(0, numBeams).map((each) => ({ ...each, cache: each.cache.copy() }));
    const last = finished.length === numBeams ? finished.at(-1).score : -Infinity;
    done = last >= (beams[0]?.score ?? -Infinity);
    // At the limit the unfinished count as well.
    if (length === maxNewTokens && !done) finished = keep(beams);
    yield { unfinished: beams, finished, dropped: going.slice(numBeams) };
  }
}

/* Keep the k largest logits; the others become -inf. */
function topK(logits, k) {
  if (!(k >= 1)) throw new Error(`k must be at least 1, got ${k}`);
  const kept = new Set(largest(k, logits));
  return logits.map((logit, i) => (kept.has(i) ? logit : -Infinity));
}

/* Keep the smallest set of largest logits that holds probability p; at least one. */
function topP(logits, p) {
  if (!(p > 0 && p <= 1)) throw new Error(`p must be above 0 and at most 1, got ${p}`);
  if (p === 1) return logits.slice();
  const probabilities = softmax(logits), kept = new Set();
  let before = 0;
  for (const i of largest(logits.length, logits)) {
    if (before >= p) break;
    kept.add(i);
    before += probabilities[i];
  }
  return logits.map((logit, i) => (kept.has(i) ? logit : -Infinity));
}

/* What a token is drawn from: probabilities after temperature, then top-k, then top-p. */
function sharpened(logits, { temperature = 1, k = null, p = null } = {}) {
  if (!(temperature >= 0)) throw new Error(`temperature must be at least 0, got ${temperature}`);
  if (temperature === 0) {
    const most = mostLikely(logits);
    return logits.map((_, i) => (i === most ? 1 : 0));
  }
  logits = logits.map((logit) => logit / temperature);
  if (k !== null) logits = topK(logits, k);
  if (p !== null) logits = topP(logits, p);
  return softmax(logits);
}

/* Draw a token; `random` gives numbers from 0 to 1. */
function chooseToken(logits, options, random = Math.random) {
  const probabilities = sharpened(logits, options);
  let left = random();
  for (let token = 0; token < probabilities.length; token++) {
    left -= probabilities[token];
    if (left < 0) return token;
  }
  return mostLikely(probabilities); // rounding left a crumb
}

/* Random numbers from 0 to 1 that a seed repeats (mulberry32). */
function generatorOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

return { KeyValueCache, beamSearch, chooseToken, generate, generatorOf, sharpened, topK, topP };
});
