/* The book's trained networks, running in a worker of the page: typing stays fluent meanwhile.

   Nothing is loaded before load() is called, by http and from a folder (file:) alike. All calls give a
   promise. It fails with an Error whose message says what is wrong with the text, in the words of the
   library, and whose `plain` says it to a reader of the page: show that under the field.

     const bytes = await NetworkWorker.size("number_words");      // before anything is loaded
     const network = await NetworkWorker.load("number_words", (received, bytes) => { ... });

   The page's own part is this file, which the build adds to each page that has an element with
   data-network="NAME"; it then also puts the file of that network beside the pages.

   Networks: "number_words" (English words → German letters), "spelling_to_sound" (letters → sounds),
   "german_to_english", and two that only look(): of "language_model" the first layers, and "minilm", where
   the book was built with its weights. load() may be called as often as one likes: it is done once for all figures of a
   page, and what has been fetched is kept for the next visit. After a failure it may be called again.
   From a folder there is no progress but the last.

   network.tokens       the texts of all target tokens, in the order of their ids
   network.tidy(text)   the text with what the network cannot read, but a reader means, put as it can:
                        lower case for capitals, a space (or nothing) for a hyphen
   network.config       the sizes, as in recipe.toml: d_model, num_heads, num_layers, d_ff, max_len,
                        src_vocab_size, tgt_vocab_size

   A token is always shown as { ids, tokens }: two lists, token ids and their texts ("<start>", "<end>";
   "▁" is the space in pieces of German and English).

   network.tokenise(text, { side })                     → { ids, tokens }
       side: "source" (default) or "target".

   network.generate(text, options, onToken)             → { src, ids, tokens, text }
   network.sample(text, options, onToken)               → the same
       generate is greedy. sample draws: options temperature (1), k (none), p (none), seed (none: each
       time another). ids begin with the start, and end with the end unless the limit came first.
       onToken(step) is called for each new token, the end included:
         id, token           of the new token
         text                all that is written so far
         probability         of the new token
         probabilities       (V) of all tokens; padding has 0
         drawnFrom           (V) what sample drew from: after temperature, top-k and top-p
         cross[layer][head]  (S) cross-attention of this step: where the network looked in the source
                             when it chose this token
         record              with the option record: true, the record of this step (see below), where
                             T is 1 in later steps, and the encoder's values are in the first step's

   network.beamSearch(text, options, onStep)            → { src, hypotheses }
       options numBeams (4), alpha (0.6). A hypothesis is { ids, tokens, text, total, score, ended }:
       total is the log-likelihood, score is total / length ** alpha. Best first.
       onStep({ unfinished, finished, dropped }): lists of hypotheses after each step; dropped are those
       of the 2 numBeams best continuations that found no place.

   network.trace(text, { given })                       → { src, tgt, record }
       One forward pass. given: what the decoder reads, a text or token ids without start and end;
       without it, what the network writes greedily. tgt begins with the start and has no end; tgt.text
       is its text. Row t of what the decoder gives is about the token after tgt[t].

   network.look(text)                                   → { src, query, key, scores, weights }
       Of the language model: the head of the query-key-value chapter. query and key are (T, K),
       scores, before the mask, and weights (T, T).
   network.look(text)                                   → { src, vector, weights }
       Of MiniLM: the vector (D) of the text, of length 1, and weights[layer][head] (S, S).

   Options of the four before it: off: [{ part: "encoder" | "decoder_self" | "decoder_cross", layer, head }]
   switches heads off (counted from 0); maxNewTokens; signal: an AbortSignal; when it is aborted, the
   promise fails with the signal's reason and the worker goes on to the next call. Calls are answered
   one after the other.

   The record: record[name] is a matrix, a list of rows (Float32Array): record[name][row][column]. What
   belongs to heads is a list of such matrices: record[name][head][row][column]. The head of
   transformer.js lists all names and shapes.

   The parts (transformer.js, tokenizers.js, decoding.js, worker.js) are functions that the page hands
   to the worker as text: from a folder a worker may load nothing itself. A network's file is a script
   that calls NetworkWorker.receive({ weights }), made of a recipe's own
   weights.safetensors by book/site/networks.py: from a folder it is loaded as a script, by http it is
   fetched, with progress. */
"use strict";

const NetworkWorker = (() => {
  const PARTS = ["transformer", "tokenizers", "decoding", "worker"];
  const { src: here, dataset: { version } } = document.currentScript; // of this and the other files
  const files = new URL("../../_networks/", here); // where the build puts the networks
  const fromFolder = new URL(here).protocol === "file:";
  const parts = []; // each part adds itself
  const networks = new Map(); // name -> function that gives the promise of a Network
  const watching = new Map(); // name -> all who want to hear of its progress
  const waiting = new Map(); // number of a call -> { resolve, reject, onEvent }
  let received, calls = 0;

  /* Start something once and give all who ask its promise; after a failure it may start again. */
  function once(start) {
    let promise = null;
    return () => {
      promise ??= start().catch((error) => {
        promise = null;
        throw error;
      });
      return promise;
    };
  }

  /* Load a script; scripts run in the order in which they were asked for. */
  function loadScript(url) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: url, async: false, onload: resolve });
      script.onerror = () => reject(new Error(`${url} could not be loaded`));
      document.head.append(script);
      script.addEventListener("load", () => script.remove());
    });
  }

  /* A new version has another address: what a browser has kept of the old one does not come back. */
  const ours = (file, folder) => new URL(`${file}.js?v=${version}`, folder);

  /* The sizes of all networks: name -> { bytes, version }. */
  const catalogue = once(() => loadScript(ours("catalogue", files)).then(() => received));

  async function entry(name) {
    const found = (await catalogue())[name];
    if (!found) throw new Error(`there is no network "${name}"`);
    if (found.missing) throw new Error(found.missing);
    return found;
  }

  const worker = once(async () => {
    await Promise.all(PARTS.map((part) => loadScript(ours(part, here))));
    const text = `const library = {};
      for (const part of [${parts.join(",\n")}]) Object.assign(library, part(library));
      library.serve();`;
    const started = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    started.onmessage = ({ data: { id, event, result, error, plain } }) => {
      const call = waiting.get(id);
      if (!call) return; // cancelled
      if (event) return call.onEvent?.(event);
      waiting.delete(id);
      if (error === undefined) call.resolve(result);
      else call.reject(Object.assign(new Error(error), { plain }));
    };
    return started;
  });

  async function ask(call, name, { signal, ...options }, onEvent) {
    const running = await worker();
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const id = ++calls;
      waiting.set(id, { resolve, reject, onEvent });
      running.postMessage({ id, call, name, options });
      signal?.addEventListener("abort", () => {
        if (!waiting.delete(id)) return; // it is done
        running.postMessage({ cancel: id });
        reject(signal.reason);
      });
    });
  }

  class Network {
    constructor(name, { config, tokens, characters, between }) {
      Object.assign(this, { name, config, tokens });
      this.characters = characters && new Set([...characters, ...(between ? " " : "")]);
    }

    tidy(text) {
      if (!this.characters) return text; // it reads anything
      const known = (character) => this.characters.has(character);
      return [...text.normalize("NFC")].map((character) => {
        if (known(character)) return character;
        if (known(character.toLowerCase())) return character.toLowerCase();
        return /[\p{Pd}\s]/u.test(character) ? known(" ") ? " " : "" : character;
      }).join("");
    }

    tokenise(text, options = {}) {
      return ask("tokenise", this.name, { ...options, text });
    }

    generate(text, options = {}, onToken = null) {
      return ask("generate", this.name, { ...options, text }, onToken);
    }

    sample(text, options = {}, onToken = null) {
      return ask("sample", this.name, { ...options, text }, onToken);
    }

    beamSearch(text, options = {}, onStep = null) {
      return ask("beamSearch", this.name, { ...options, text }, onStep);
    }

    trace(text, options = {}) {
      return ask("trace", this.name, { ...options, text });
    }

    look(text, options = {}) {
      return ask("look", this.name, { ...options, text });
    }
  }

  async function loadNetwork(name) {
    const { bytes, version } = await entry(name);
    const url = new URL(`${name}.js?${version}`, files).href;
    const options = { url, size: bytes };
    if (fromFolder) {
      await loadScript(url);
      options.file = received;
      received = null;
    }
    const tell = (event) => watching.get(name).forEach((onProgress) => onProgress(...event));
    return new Network(name, await ask("load", name, options, tell));
  }

  return {
    parts,
    receive: (value) => { received = value; },
    size: async (name) => (await entry(name)).bytes,
    load(name, onProgress = null) {
      if (!networks.has(name)) {
        watching.set(name, new Set());
        networks.set(name, once(() => loadNetwork(name)));
      }
      if (onProgress) watching.get(name).add(onProgress);
      return networks.get(name)();
    },
  };
})();
