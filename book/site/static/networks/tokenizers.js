/* Texts to token ids and back, as the library does it: Words and Subwords of
   transformer_lib/weight_files.py, made of what a weight file says about them. Their errors say what
   the library's say. ByteLevel is that of the language model, whose own reads anything. */
NetworkWorker.parts.push(() => {
"use strict";

/* What Python's str.split and str.strip take for white space; JavaScript's own \s differs in seven. */
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/* An error in the library's words, and in plain ones for the page. */
const refusal = (message, plain) => Object.assign(new Error(message), { plain });
const EMPTY = "Type something that the network can read.";
const unknown = (what) => `The network cannot read “${what}”: nothing like it was in what it was trained on.`;

const padId = 0, startId = 1, endId = 2;
const SPECIAL = ["<pad>", "<start>", "<end>"];

/* `tokens` are all tokens in the order of their ids; `between` is what stands between two of them in
   a text: a space for words and sounds, nothing for letters. */
class Words {
  constructor({ tokens, between }) {
    this.tokens = tokens;
    this.between = between;
    this.idOf = new Map(tokens.map((token, i) => [token, i]).slice(SPECIAL.length)); // no text holds those
  }

  encode(text) {
    const tokens = this.between ? text.split(SPACES).filter(Boolean) : [...text];
    if (tokens.length === 0) throw refusal("the text is empty: there is nothing to encode", EMPTY);
    return tokens.map((token, place) => {
      if (!this.idOf.has(token)) {
        throw refusal(`token ${place} of the text is ${quoted(token)}, which is not `
          + `among the ${this.idOf.size} tokens of the vocabulary`, unknown(token));
      }
      return this.idOf.get(token);
    });
  }

  decode(ids) {
    return ids.filter((id) => id > endId).map((id) => this.tokens[id]).join(this.between);
  }
}

/* Byte-pair encoding: a word begins as its characters, and the pair that comes first in `merges` is
   joined, until no pair of the word is in it. "▁" stands for the space before a word. */
class Subwords {
  constructor({ characters, merges, with_bytes: withBytes }) {
    if (withBytes) throw new Error("tokens of bytes are not supported in a page");
    const pieces = new Set([...characters, ...merges.map((pair) => pair.replace(" ", ""))]);
    this.tokens = [...SPECIAL, ...pieces];
    this.idOf = new Map(this.tokens.map((token, i) => [token, i]));
    this.rankOf = new Map(merges.map((pair, rank) => [pair, rank]));
    this.characters = new Set([...characters, " "]);
  }

  encode(text) {
    if (text.split(SPACES).join("") === "") {
      throw refusal("the text is empty: nothing to translate", EMPTY);
    }
    checkCharacters(text, this.characters);
    let marked = text.replaceAll(" ", "▁");
    if (!marked.startsWith("▁")) marked = `▁${marked}`;
    const words = marked.match(/▁[^▁]*/g);
    return words.flatMap((word) => piecesOf([...word], this.rankOf)).map((piece) => this.idOf.get(piece));
  }

  decode(ids) {
    const pieces = ids.filter((id) => id > endId).map((id) => this.tokens[id]);
    return pieces.map((piece, i) => piece.replaceAll("▁", i ? " " : "")).join("");
  }
}

/* The same over bytes, each with a letter that stands for it, as GPT-2 has them: "Ġ" is the space. What
   is not in `readable` is refused. `tokens` are for the eye: "▁" is the space there too. */
class ByteLevel {
  constructor({ end, merges, readable }) {
    const isPlain = (byte) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    let others = 256;
    this.letterOf = Array.from({ length: 256 }, (_, byte) =>
      String.fromCodePoint(isPlain(byte) ? byte : others++));
    const pieces = [...this.letterOf].sort().concat(merges.map((pair) => pair.replace(" ", "")));
    this.idOf = new Map([end, ...pieces].map((token, i) => [token, i]));
    this.rankOf = new Map(merges.map((pair, rank) => [pair, rank]));
    this.characters = new Set(readable);
    this.tokens = [end, ...pieces.map((piece) => this.shown(piece))];
  }

  /* A piece as text; its bytes where a character is cut, as “ is. */
  shown(piece) {
    const bytes = Uint8Array.from(piece, (letter) => this.letterOf.indexOf(letter));
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll(" ", "▁");
    } catch {
      return `<${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}>`;
    }
  }

  encode(text) {
    if (text.split(SPACES).join("") === "") throw refusal("the text is empty", EMPTY);
    checkCharacters(text, this.characters);
    return text.match(WORD).flatMap((word) => {
      const letters = Array.from(new TextEncoder().encode(word), (byte) => this.letterOf[byte]);
      return piecesOf(letters, this.rankOf).map((piece) => this.idOf.get(piece));
    });
  }
}

/* What GPT-2 takes for a word, with the space before it. */
const WORD = new RegExp("'(?:s|t|re|ve|m|ll|d)| ?\\p{L}+| ?\\p{N}+| ?[^\\p{White_Space}\\p{L}\\p{N}]+"
  + "|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+", "gu");

function checkCharacters(text, known) {
  [...text].forEach((character, place) => {
    if (!known.has(character)) {
      throw refusal(`character ${place} of the text is ${quoted(character)}, which no training `
        + "text had: the model cannot read it", unknown(character));
    }
  });
}

/* The pieces of one word, which is given as its smallest ones. */
function piecesOf(pieces, rankOf) {
  for (;;) {
    let best = -1, bestRank = Infinity;
    for (let i = 0; i + 1 < pieces.length; i++) {
      const rank = rankOf.get(`${pieces[i]} ${pieces[i + 1]}`) ?? Infinity;
      if (rank < bestRank) [best, bestRank] = [i, rank];
    }
    if (best < 0) return pieces;
    pieces.splice(best, 2, pieces[best] + pieces[best + 1]);
  }
}

/* A text between quotes, as Python's repr writes it. */
function quoted(text) {
  const escapes = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const visible = [...text].map((character) => {
    if (character in escapes) return escapes[character];
    if (character === " " || !/[\p{C}\p{Z}]/u.test(character)) return character;
    const code = character.codePointAt(0), digits = code < 256 ? 2 : code < 65536 ? 4 : 8;
    return `\\${{ 2: "x", 4: "u", 8: "U" }[digits]}${code.toString(16).padStart(digits, "0")}`;
  }).join("");
  if (!text.includes("'")) return `'${visible}'`;
  return text.includes('"') ? `'${visible.replaceAll("'", "\\'")}'` : `"${visible}"`;
}

/* BERT's, of MiniLM: lower case without accents, words and signs, and of each the longest beginning that
   is in the vocabulary, then of the rest; "##" stands before what goes on. It reads anything. */
class WordPieces {
  constructor({ vocabulary }) {
    this.tokens = vocabulary;
    this.readsAll = true;
    this.idOf = new Map(vocabulary.map((token, i) => [token, i]));
  }

  encode(text) {
    const whole = text.split(NAMED_TOKENS).flatMap((part, i) =>
      i % 2 ? [this.idOf.get(part)] : wordsAndSigns(part).flatMap((word) => this.piecesOf(word)));
    if (whole.length === 0) throw refusal("the text is empty", EMPTY);
    return [this.idOf.get("[CLS]"), ...whole, this.idOf.get("[SEP]")];
  }

  piecesOf(word) {
    const letters = [...word], ids = [];
    const unknown = [this.idOf.get("[UNK]")];
    if (letters.length > 100) return unknown;
    for (let start = 0; start < letters.length;) {
      let end = letters.length, id;
      while (end > start) {
        id = this.idOf.get((start ? "##" : "") + letters.slice(start, end).join(""));
        if (id !== undefined) break;
        end--;
      }
      if (id === undefined) return unknown;
      ids.push(id);
      start = end;
    }
    return ids;
  }
}

const NAMED_TOKENS = /(\[(?:PAD|UNK|CLS|SEP|MASK)\])/;
const IDEOGRAPHS = /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

function wordsAndSigns(text) {
  const plain = text.replace(/[\t\n\r]/g, " ").replace(/[\p{C}\ufffd]/gu, "").replace(IDEOGRAPHS, " $& ")
    .normalize("NFD").replace(/\p{Mn}/gu, "");
  const lower = [...plain].map((character) => character.toLowerCase()).join("");
  return lower.match(/[!-/:-@[-`{-~]|\p{P}|[^\p{White_Space}\p{P}!-/:-@[-`{-~]+/gu) ?? [];
}

function makeTokenizer(description) {
  if ("vocabulary" in description) return new WordPieces(description);
  if ("readable" in description) return new ByteLevel(description);
  return "merges" in description ? new Subwords(description) : new Words(description);
}

return { endId, makeTokenizer, padId, startId };
});
