// @ts-nocheck: nearley's output is untyped; src/line/grammar/token.ts is its typed seam.
// Generated automatically by nearley, version unknown
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }
declare var open: any;
declare var close: any;
declare var text: any;
declare var uid: any;
declare var field: any;
declare var score: any;
declare var ending: any;

import { arrayLexer as lexer } from './token.js';
import { cutKill, wholeKill } from './kill-result.js';

interface NearleyToken {
  value: any;
  [key: string]: any;
};

interface NearleyLexer {
  reset: (chunk: string, info: any) => void;
  next: () => NearleyToken | undefined;
  save: () => any;
  formatError: (token: never) => string;
  has: (tokenType: string) => boolean;
};

interface NearleyRule {
  name: string;
  symbols: NearleySymbol[];
  postprocess?: (d: any[], loc?: number, reject?: {}) => any;
};

type NearleySymbol = string | { literal: any } | { test: (token: any) => boolean };

interface Grammar {
  Lexer: NearleyLexer | undefined;
  ParserRules: NearleyRule[];
  ParserStart: string;
};

const grammar: Grammar = {
  Lexer: lexer,
  ParserRules: [
    {"name": "kill", "symbols": ["uidFirst", (lexer.has("open") ? {type: "open"} : open), "comm", (lexer.has("close") ? {type: "close"} : close), "facts"], "postprocess": ([uid, , comm, , facts]) => wholeKill(comm, [...uid, ...facts], '')},
    {"name": "kill", "symbols": ["uidFirst", (lexer.has("open") ? {type: "open"} : open), "comm", (lexer.has("close") ? {type: "close"} : close), "facts", (lexer.has("text") ? {type: "text"} : text), "rest"], "postprocess": ([uid, , comm, , facts, text, rest]) => wholeKill(comm, [...uid, ...facts], text.text + rest)},
    {"name": "kill", "symbols": ["uidFirst", (lexer.has("open") ? {type: "open"} : open), "comm"], "postprocess": ([, , comm]) => cutKill(comm)},
    {"name": "uidFirst", "symbols": [], "postprocess": () => []},
    {"name": "uidFirst", "symbols": [(lexer.has("uid") ? {type: "uid"} : uid)], "postprocess": (d) => d},
    {"name": "comm", "symbols": [], "postprocess": () => ''},
    {"name": "comm", "symbols": ["comm", "piece"], "postprocess": ([comm, piece]) => comm + piece.text},
    {"name": "piece", "symbols": [(lexer.has("open") ? {type: "open"} : open)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("close") ? {type: "close"} : close)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("uid") ? {type: "uid"} : uid)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("field") ? {type: "field"} : field)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("score") ? {type: "score"} : score)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("ending") ? {type: "ending"} : ending)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("text") ? {type: "text"} : text)], "postprocess": id},
    {"name": "facts", "symbols": [], "postprocess": () => []},
    {"name": "facts", "symbols": ["facts", "fact"], "postprocess": ([facts, fact]) => [...facts, fact]},
    {"name": "fact", "symbols": [(lexer.has("uid") ? {type: "uid"} : uid)], "postprocess": id},
    {"name": "fact", "symbols": [(lexer.has("field") ? {type: "field"} : field)], "postprocess": id},
    {"name": "fact", "symbols": [(lexer.has("score") ? {type: "score"} : score)], "postprocess": id},
    {"name": "fact", "symbols": [(lexer.has("ending") ? {type: "ending"} : ending)], "postprocess": id},
    {"name": "rest", "symbols": [], "postprocess": () => ''},
    {"name": "rest", "symbols": ["rest", "piece"], "postprocess": ([rest, piece]) => rest + piece.text}
  ],
  ParserStart: "kill",
};

export default grammar;
