/* The book's Transformer in plain JavaScript: transformer_lib, name by name, for reading and running
   trained weights. There is no batch: one sentence is a matrix, an array with one row (Float32Array)
   per position, and so there is no padding to mask either. Sizes are written as in the library: T
   positions that look, S that are looked at, D wide, H heads of width K = D / H.

   Whoever passes an object as `record` finds every intermediate value in it afterwards: a matrix, or
   where a value belongs to heads a list of matrices, one for each head. The names are those of
   the library's modules. S source tokens, T target tokens, D = d_model, H heads of width K = D / H, F =
   d_ff, V target tokens; L is a layer, from 0.

     src_embedding, src_positions                    (S, D)  table times sqrt(D); with positions added
     encoder.layers.L.add_norm_1.norm                (S, D)  what the self-attention reads
     encoder.layers.L.self_attention.query .key .value (H, S, K)
     encoder.layers.L.self_attention.scores          (H, S, S)  raw: q · k / sqrt(K)
     encoder.layers.L.self_attention.masked_scores   (H, S, S)  with -Infinity where it may not look
     encoder.layers.L.self_attention.weights         (H, S, S)  each row adds up to 1
     encoder.layers.L.self_attention.mixed           (H, S, K)  weights times values; 0 if switched off
     encoder.layers.L.self_attention.w_output        (S, D)  what the sublayer gives
     encoder.layers.L.add_norm_1                     (S, D)  added to what came in
     encoder.layers.L.add_norm_2.norm                (S, D)  what the feed-forward reads
     encoder.layers.L.feed_forward.wide .activation  (S, F)  before and after the ReLU
     encoder.layers.L.feed_forward.narrow            (S, D)  what the sublayer gives
     encoder.layers.L.add_norm_2                     (S, D)  the layer's output
     encoder.norm                                    (S, D)  the memory
     tgt_embedding, tgt_positions                    (T, D)
     decoder.layers.L.add_norm_1.norm … add_norm_1   as in the encoder, (T, D), (H, T, T)
     decoder.layers.L.add_norm_2.norm                (T, D)  what the cross-attention reads
     decoder.layers.L.cross_attention.…              query (H, T, K), key and value (H, S, K), scores
                                                     (H, T, S) and so on
     decoder.layers.L.add_norm_2                     (T, D)
     decoder.layers.L.add_norm_3.norm, .feed_forward.…, .add_norm_3
     decoder.norm                                    (T, D)
     projection                                      (T, V)  the logits
     probabilities                                   (T, V)  their softmax

   Of the language model a page has only what comes before the weights of one head: FirstLayers. MiniLM,
   which others have trained, is whole: SentenceEncoder. */
NetworkWorker.parts.push(() => {
"use strict";

// ---- files: load_weights of transformer_lib/weight_files.py ----

/* Half precision has 65,536 numbers: a table holds what each of them is worth. */
function halfPrecision() {
  const table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits >> 15 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
    if (exponent === 31) table[bits] = fraction ? NaN : sign * Infinity;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}

/* Read a safetensors file: eight bytes with the length of a JSON header, the header, raw numbers.
   Numbers are of half precision, or bytes of which each row has a scale, in NAME.scale.
   Gives { about, tensors }: texts, and for each name { shape, numbers }. */
function readSafetensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const { __metadata__: about, ...entries } = header;
  const table = halfPrecision(), tensors = {};
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(entries)) {
    // A copy, since numbers of two bytes must begin at an even address.
    const raw = buffer.slice(8 + length + start, 8 + length + end);
    if (dtype === "I8") {
      tensors[name] = { shape, numbers: Float32Array.from(new Int8Array(raw)) };
      continue;
    }
    if (dtype !== "F16") throw new Error(`${name} is ${dtype}, not F16`);
    const bits = new Uint16Array(raw);
    const numbers = new Float32Array(bits.length);
    for (let i = 0; i < bits.length; i++) numbers[i] = table[bits[i]];
    tensors[name] = { shape, numbers };
  }
  for (const [name, { shape: [, width], numbers }] of Object.entries(tensors)) {
    const scales = tensors[`${name}.scale`]?.numbers;
    if (scales) numbers.forEach((number, i) => { numbers[i] = number * scales[Math.floor(i / width)]; });
  }
  return { about, tensors };
}

/* The model of a weight file, and what describes its tokenizers. */
function loadWeights(buffer) {
  const { about, tensors } = readSafetensors(buffer);
  const Model = "head.weight" in tensors ? FirstLayers : "types" in tensors ? SentenceEncoder : Transformer;
  const model = new Model(JSON.parse(about.sizes), tensors);
  return { model, tokenizer: JSON.parse(about.tokenizer) };
}

// ---- attention ----

function softmax(scores) {
  let largest = -Infinity, sum = 0;
  for (const score of scores) largest = Math.max(largest, score);
  const weights = new Float32Array(scores.length);
  for (let i = 0; i < scores.length; i++) sum += weights[i] = Math.exp(scores[i] - largest);
  for (let i = 0; i < scores.length; i++) weights[i] /= sum;
  return weights;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/* Row t says which positions may be attended to: 0 to t. */
function causalMask(size) {
  return Array.from({ length: size }, (_, t) => Array.from({ length: size }, (_, s) => s <= t));
}

/* Scaled dot-product attention of one head: query is (T, K), key and value are (S, K), a mask is
   (T, S) and true where a query may attend. */
function attention(query, key, value, mask = null) {
  const scale = 1 / Math.sqrt(query[0].length);
  const scores = query.map((q) => {
    const row = new Float32Array(key.length);
    for (let s = 0; s < key.length; s++) row[s] = dot(q, key[s]) * scale;
    return row;
  });
  const maskedScores = mask
    ? scores.map((row, t) => row.map((score, s) => (mask[t][s] ? score : -Infinity)))
    : scores;
  const weights = maskedScores.map(softmax);
  const output = weights.map((row) => {
    const mixed = new Float32Array(value[0].length);
    for (let s = 0; s < value.length; s++) {
      const weight = row[s], vector = value[s];
      for (let i = 0; i < mixed.length; i++) mixed[i] += weight * vector[i];
    }
    return mixed;
  });
  return { scores, maskedScores, weights, output };
}

// ---- modules; each finds its weights by its name, as PyTorch's do ----

/* y = x W^T + b, for each row of x. */
class Linear {
  constructor(tensors, name) {
    this.name = name;
    const { shape, numbers } = tensors[`${name}.weight`];
    [this.outFeatures, this.inFeatures] = shape;
    this.weight = numbers; // row after row
    this.bias = tensors[`${name}.bias`]?.numbers ?? new Float32Array(this.outFeatures);
  }

  forward(x, record) {
    return note(record, this.name, this.multiplyRows(x, 0, this.outFeatures));
  }

  /* x times the rows start to stop of the matrix. */
  multiplyRows(x, start, stop) {
    const { weight, bias, inFeatures: n } = this;
    const output = x.map(() => new Float32Array(stop - start));
    let o = start;
    // Four rows at once, so that each number of x is fetched once for four products: twice as fast.
    for (; o + 4 <= stop; o += 4) {
      const a = o * n, b = a + n, c = b + n, d = c + n;
      for (let t = 0; t < x.length; t++) {
        const row = x[t], y = output[t];
        let sumA = bias[o], sumB = bias[o + 1], sumC = bias[o + 2], sumD = bias[o + 3];
        for (let i = 0; i < n; i++) {
          const number = row[i];
          sumA += number * weight[a + i];
          sumB += number * weight[b + i];
          sumC += number * weight[c + i];
          sumD += number * weight[d + i];
        }
        y[o - start] = sumA;
        y[o - start + 1] = sumB;
        y[o - start + 2] = sumC;
        y[o - start + 3] = sumD;
      }
    }
    for (; o < stop; o++) {
      const one = weight.subarray(o * n, (o + 1) * n);
      for (let t = 0; t < x.length; t++) output[t][o - start] = bias[o] + dot(one, x[t]);
    }
    return output;
  }
}

class LayerNorm {
  constructor(tensors, name, eps = 1e-5) {
    this.name = name;
    this.eps = eps;
    this.weight = tensors[`${name}.weight`].numbers;
    this.bias = tensors[`${name}.bias`].numbers;
  }

  forward(x, record) {
    const { weight, bias, eps } = this;
    return note(record, this.name, x.map((row) => {
      let mean = 0, variance = 0;
      for (const number of row) mean += number / row.length;
      for (const number of row) variance += (number - mean) ** 2 / row.length;
      const deviation = Math.sqrt(variance + eps);
      return row.map((number, i) => ((number - mean) / deviation) * weight[i] + bias[i]);
    }));
  }
}

class MultiHeadAttention {
  constructor(tensors, name, numHeads, numKvHeads = numHeads) {
    this.name = name;
    this.numHeads = numHeads;
    this.numKvHeads = numKvHeads;
    // Mq, Mk and Mv of all heads under one another.
    this.wQueryKeyValue = new Linear(tensors, `${name}.w_query_key_value`);
    this.wOutput = new Linear(tensors, `${name}.w_output`);
    this.off = new Set(); // heads whose output is multiplied by 0
  }

  /* query is (T, D), key and value are one matrix (S, D), or null if the cache holds all of it. */
  forward(query, keyValue, { mask = null, cache = null, record = null, rotate = null } = {}) {
    let [q, key, value] = this.project(query, keyValue);
    if (rotate) [q, key] = [q.map(rotate), key.map(rotate)];
    if (cache) [key, value] = cache.extend(this, key, value);
    const together = this.numHeads / this.numKvHeads; // heads that share a key and a value
    const heads = q.map((own, h) => {
      const shared = Math.floor(h / together);
      return attention(own, key[shared], value[shared], mask);
    });
    for (const h of this.off) heads[h].output.forEach((row) => row.fill(0));
    if (record) {
      const ofAll = (value) => heads.map((head) => head[value]);
      note(record, `${this.name}.query`, q);
      note(record, `${this.name}.key`, key);
      note(record, `${this.name}.value`, value);
      note(record, `${this.name}.scores`, ofAll("scores"));
      note(record, `${this.name}.masked_scores`, ofAll("maskedScores"));
      note(record, `${this.name}.weights`, ofAll("weights"));
      note(record, `${this.name}.mixed`, ofAll("output"));
    }
    return this.wOutput.forward(this.merge(heads.map((head) => head.output)), record);
  }

  /* Queries (H, T, K), keys and values (G, S, K); G is H unless heads share theirs. */
  project(query, keyValue) {
    const layer = this.wQueryKeyValue, D = layer.inFeatures;
    const q = this.split(layer.multiplyRows(query, 0, D), this.numHeads);
    if (keyValue === null) return [q, null, null];
    const between = (layer.outFeatures + D) / 2; // the last key and the first value
    const key = this.split(layer.multiplyRows(keyValue, D, between), this.numKvHeads);
    const value = layer.multiplyRows(keyValue, between, layer.outFeatures);
    return [q, key, this.split(value, this.numKvHeads)];
  }

  /* (T, D) -> (H, T, K): views of the rows, no copies. */
  split(x, numHeads) {
    const width = x[0].length / numHeads;
    return Array.from({ length: numHeads }, (_, h) =>
      x.map((row) => row.subarray(h * width, (h + 1) * width)));
  }

  /* (H, T, K) -> (T, D): the heads side by side again. */
  merge(heads) {
    return heads[0].map((first, t) => {
      const row = new Float32Array(first.length * heads.length);
      heads.forEach((head, h) => row.set(head[t], h * first.length));
      return row;
    });
  }
}

/* A table with one vector for each token, times sqrt(D) or another scale. */
class TokenEmbedding {
  constructor(tensors, name, scale = null) {
    this.name = name;
    const { shape, numbers } = tensors[`${name}.table.weight`];
    [this.vocabSize, this.width] = shape;
    this.table = numbers;
    this.scale = scale ?? Math.sqrt(this.width);
  }

  forward(tokens, record) {
    const { width, vocabSize, table, scale } = this;
    if (tokens.some((token) => !(token >= 0 && token < vocabSize))) {
      throw new Error(`token ids must be from 0 to ${vocabSize - 1}, `
        + `got ${Math.min(...tokens)} to ${Math.max(...tokens)}`);
    }
    return note(record, this.name, tokens.map((token) =>
      table.slice(token * width, (token + 1) * width).map((number) => number * scale)));
  }
}

class SinusoidalPositionalEncoding {
  constructor(width, maxLen) {
    this.table = Array.from({ length: maxLen }, (_, position) =>
      Float32Array.from({ length: width }, (_, i) => {
        const angle = position * 10000 ** (-(i - (i % 2)) / width);
        return i % 2 ? Math.cos(angle) : Math.sin(angle);
      }));
  }

  /* The first of the vectors is at position `start`. */
  forward(x, start = 0) {
    if (start + x.length > this.table.length) {
      throw new Error(`a sequence of ${start + x.length} tokens is longer than `
        + `max_len=${this.table.length}`);
    }
    return x.map((row, t) => add(row, this.table[start + t]));
  }
}

const relu = (number) => Math.max(0, number);

/* x times the probability that a normal number is below it; the error function by Abramowitz and Stegun,
   7.1.26, right to seven digits. */
function gelu(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x) * Math.SQRT1_2);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    * Math.exp(-x * x / 2);
  return x * (x < 0 ? tail / 2 : 1 - tail / 2);
}

class FeedForward {
  constructor(tensors, name, activation = "relu") {
    this.name = name;
    this.activation = { relu, gelu }[activation];
    this.wide = new Linear(tensors, `${name}.wide`);
    this.narrow = new Linear(tensors, `${name}.narrow`);
  }

  forward(x, record) {
    const wide = this.wide.forward(x, record);
    const bent = wide.map((row) => row.map(this.activation));
    return this.narrow.forward(note(record, `${this.name}.activation`, bent), record);
  }
}

/* The residual connection and the layer norm around one sublayer. */
class AddNorm {
  constructor(tensors, name, normFirst, eps) {
    this.name = name;
    this.norm = new LayerNorm(tensors, `${name}.norm`, eps);
    this.normFirst = normFirst;
  }

  /* What the sublayer sees: x, normalised if that comes first. */
  prepare(x, record) {
    return this.normFirst ? this.norm.forward(x, record) : x;
  }

  /* Add the sublayer's output to x; normalise if the norm comes last. */
  forward(x, sublayerOutput, record) {
    const sum = x.map((row, t) => add(row, sublayerOutput[t]));
    return note(record, this.name, this.normFirst ? sum : this.norm.forward(sum, record));
  }
}

class EncoderLayer {
  constructor(tensors, name, { num_heads, norm_first, activation, eps }) {
    this.selfAttention = new MultiHeadAttention(tensors, `${name}.self_attention`, num_heads);
    this.addNorm1 = new AddNorm(tensors, `${name}.add_norm_1`, norm_first, eps);
    this.feedForward = new FeedForward(tensors, `${name}.feed_forward`, activation);
    this.addNorm2 = new AddNorm(tensors, `${name}.add_norm_2`, norm_first, eps);
  }

  forward(x, record) {
    let given = this.addNorm1.prepare(x, record);
    x = this.addNorm1.forward(x, this.selfAttention.forward(given, given, { record }), record);
    given = this.addNorm2.prepare(x, record);
    return this.addNorm2.forward(x, this.feedForward.forward(given, record), record);
  }
}

class DecoderLayer {
  constructor(tensors, name, { num_heads, norm_first }) {
    this.selfAttention = new MultiHeadAttention(tensors, `${name}.self_attention`, num_heads);
    this.addNorm1 = new AddNorm(tensors, `${name}.add_norm_1`, norm_first);
    this.crossAttention = new MultiHeadAttention(tensors, `${name}.cross_attention`, num_heads);
    this.addNorm2 = new AddNorm(tensors, `${name}.add_norm_2`, norm_first);
    this.feedForward = new FeedForward(tensors, `${name}.feed_forward`);
    this.addNorm3 = new AddNorm(tensors, `${name}.add_norm_3`, norm_first);
  }

  forward(x, memory, { mask, cache, record }) {
    let given = this.addNorm1.prepare(x, record);
    let output = this.selfAttention.forward(given, given, { mask, cache, record });
    x = this.addNorm1.forward(x, output, record);
    given = this.addNorm2.prepare(x, record);
    output = this.crossAttention.forward(given, memory, { cache, record });
    x = this.addNorm2.forward(x, output, record);
    given = this.addNorm3.prepare(x, record);
    return this.addNorm3.forward(x, this.feedForward.forward(given, record), record);
  }
}

class Transformer {
  /* `config` holds the sizes as the weight file names them, `tensors` the weights. */
  constructor(config, tensors) {
    this.config = config;
    this.padId = config.pad_id ?? 0;
    this.srcEmbedding = new TokenEmbedding(tensors, "src_embedding");
    this.tgtEmbedding = new TokenEmbedding(tensors, "tgt_embedding");
    this.positions = new SinusoidalPositionalEncoding(config.d_model, config.max_len);
    const layers = (part, Layer) => Array.from({ length: config.num_layers }, (_, n) =>
      new Layer(tensors, `${part}.layers.${n}`, config));
    this.encoder = {
      layers: layers("encoder", EncoderLayer), norm: new LayerNorm(tensors, "encoder.norm"),
    };
    this.decoder = {
      layers: layers("decoder", DecoderLayer), norm: new LayerNorm(tensors, "decoder.norm"),
    };
    const tied = { "projection.weight": tensors["tgt_embedding.table.weight"] };
    this.projection = new Linear(config.tie_weights ? tied : tensors, "projection");
  }

  /* Token ids src (S) and tgt (T) -> logits (T, V): row t is about the token after tgt[t]. */
  forward(src, tgt, record = null) {
    return this.decode(tgt, this.encode(src, record), { record });
  }

  /* The memory (S, D) of the source tokens. */
  encode(src, record = null) {
    let x = this.positions.forward(this.srcEmbedding.forward(src, record));
    note(record, "src_positions", x);
    for (const layer of this.encoder.layers) x = layer.forward(x, record);
    return this.encoder.norm.forward(x, record);
  }

  /* The logits (T, V); with a cache only those of the tokens that it does not hold yet. */
  decode(tgt, memory, { cache = null, record = null } = {}) {
    const start = cache ? cache.length : 0;
    let x = this.tgtEmbedding.forward(tgt.slice(start), record);
    x = note(record, "tgt_positions", this.positions.forward(x, start));
    const mask = x.length > 1 ? causalMask(tgt.length).slice(start) : null;
    if (start) memory = null; // the cache holds its keys and values
    for (const layer of this.decoder.layers) x = layer.forward(x, memory, { mask, cache, record });
    const logits = this.projection.forward(this.decoder.norm.forward(x, record), record);
    if (record) note(record, "probabilities", logits.map(softmax));
    return logits;
  }
}

// ---- the first layers of a language model: transformer_lib/language_model.py ----

class RMSNorm {
  constructor(tensors, name, eps) {
    this.weight = tensors[`${name}.weight`].numbers;
    this.eps = eps;
  }

  forward(x) {
    return x.map((row) => {
      const root = Math.sqrt(dot(row, row) / row.length + this.eps);
      return row.map((number, i) => (number / root) * this.weight[i]);
    });
  }
}

/* RotaryPositions: the rows of one head, each pair of neighbouring entries turned by an angle. */
function turned(rows, base) {
  return rows.map((row, position) => row.map((number, i) => {
    const angle = position * base ** (-(i - (i % 2)) / row.length);
    const other = i % 2 ? row[i - 1] : -row[i + 1];
    return number * Math.cos(angle) + other * Math.sin(angle);
  }));
}

class SwiGLU {
  constructor(tensors, name) {
    for (const part of ["gate", "wide", "narrow"]) this[part] = new Linear(tensors, `${name}.${part}`);
  }

  forward(x) {
    const gates = this.gate.forward(x), wide = this.wide.forward(x);
    const inside = wide.map((row, t) =>
      row.map((number, i) => (number * gates[t][i]) / (1 + Math.exp(-gates[t][i]))));
    return this.narrow.forward(inside);
  }
}

class DecoderOnlyLayer {
  constructor(tensors, name, { num_heads, num_kv_heads, eps }) {
    this.norm1 = new RMSNorm(tensors, `${name}.norm_1`, eps);
    this.selfAttention = new MultiHeadAttention(tensors, `${name}.self_attention`, num_heads, num_kv_heads);
    this.norm2 = new RMSNorm(tensors, `${name}.norm_2`, eps);
    this.feedForward = new SwiGLU(tensors, `${name}.feed_forward`);
  }

  forward(x, options) {
    const given = this.norm1.forward(x), attended = this.selfAttention.forward(given, given, options);
    x = x.map((row, t) => add(row, attended[t]));
    const output = this.feedForward.forward(this.norm2.forward(x));
    return x.map((row, t) => add(row, output[t]));
  }
}

/* LanguageModel as far as the weights of one head. `head` has the rows of its queries above those of
   its keys; num_layers is the number of layers before its own. */
class FirstLayers {
  constructor(config, tensors) {
    this.config = config;
    const { num_layers: L, eps } = config;
    this.embedding = new TokenEmbedding(tensors, "embedding", 1);
    this.layers = Array.from({ length: L }, (_, n) => new DecoderOnlyLayer(tensors, `layers.${n}`, config));
    this.norm = new RMSNorm(tensors, `layers.${L}.norm_1`, eps);
    this.head = new Linear(tensors, "head");
  }

  /* Token ids (T) -> query and key (T, K), scores and weights (T, T) of the head. */
  look(tokens) {
    const { head, config: { max_len, rotary_base } } = this;
    if (tokens.length > max_len) {
      throw new Error(`a sequence of ${tokens.length} tokens is longer than max_len=${max_len}`);
    }
    const mask = causalMask(tokens.length), rotate = (rows) => turned(rows, rotary_base);
    let x = this.embedding.forward(tokens);
    for (const layer of this.layers) x = layer.forward(x, { mask, rotate });
    const given = this.norm.forward(x), K = head.outFeatures / 2;
    const query = rotate(head.multiplyRows(given, 0, K)), key = rotate(head.multiplyRows(given, K, 2 * K));
    const { scores, weights } = attention(query, key, key, mask);
    return { query, key, scores, weights };
  }
}

// ---- MiniLM: SentenceEncoder of transformer_lib/real_networks.py ----

class SentenceEncoder {
  constructor(config, tensors) {
    this.config = config;
    const { d_model, eps, num_layers } = config;
    this.embedding = new TokenEmbedding(tensors, "embedding", 1);
    const rowOf = (name) => (i) => tensors[name].numbers.subarray(i * d_model, (i + 1) * d_model);
    this.position = rowOf("positions.table");
    this.type = rowOf("types")(0); // of a first text
    this.norm = new LayerNorm(tensors, "norm", eps);
    this.layers = Array.from({ length: num_layers }, (_, n) => new EncoderLayer(
      tensors, `encoder.layers.${n}`, { ...config, norm_first: false, activation: "gelu" }));
  }

  /* Token ids (S) -> vector (D) of length 1, and weights (S, S) of each layer and head. */
  look(tokens) {
    const { max_len } = this.config, record = {};
    if (tokens.length > max_len) {
      throw new Error(`a sequence of ${tokens.length} tokens is longer than max_len=${max_len}`);
    }
    let x = this.embedding.forward(tokens);
    x = this.norm.forward(x.map((row, t) => add(add(row, this.position(t)), this.type)));
    for (const layer of this.layers) x = layer.forward(x, record);
    const sum = x.reduce(add), length = Math.sqrt(dot(sum, sum));
    const weights = this.layers.map((_, n) => record[`encoder.layers.${n}.self_attention.weights`]);
    return { vector: sum.map((number) => number / length), weights };
  }
}

// ---- a head switched off: transformer_lib/reading_heads.py ----

/* Switch heads off, each { part, layer, head }; parts are "encoder", "decoder_self" and
   "decoder_cross", numbers count from 0. Gives a function that switches them on again. */
function withoutHeads(model, heads) {
  const attentions = heads.map(({ part, layer, head }) => {
    const attention = attentionOf(model, part, layer);
    if (!(head >= 0 && head < attention.numHeads)) {
      throw new Error(`head ${head} of ${attention.numHeads} heads`);
    }
    return attention;
  });
  heads.forEach(({ head }, i) => attentions[i].off.add(head));
  return () => attentions.forEach((attention) => attention.off.clear());
}

function attentionOf(model, part, layer) {
  const names = {
    encoder: [model.encoder, "selfAttention"],
    decoder_self: [model.decoder, "selfAttention"],
    decoder_cross: [model.decoder, "crossAttention"],
  };
  if (!(part in names)) {
    throw new Error(`part must be one of ${Object.keys(names).join(", ")}: '${part}'`);
  }
  const [half, name] = names[part];
  if (!(layer >= 0 && layer < half.layers.length)) {
    throw new Error(`layer ${layer} of ${half.layers.length} layers`);
  }
  return half.layers[layer][name];
}

// ---- small things ----

function add(a, b) {
  return a.map((number, i) => number + b[i]);
}

/* Put a value into the record, if there is one; give it back. */
function note(record, name, value) {
  if (record) record[name] = value;
  return value;
}

return { Transformer, attention, causalMask, loadWeights, softmax, withoutHeads };
});
