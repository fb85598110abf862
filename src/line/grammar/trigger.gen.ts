// @ts-nocheck: nearley's output is untyped; src/line/grammar/token.ts is its typed seam.
// Generated automatically by nearley, version unknown
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }
declare var separator: any;
declare var key: any;
declare var value: any;
declare var flagsOpen: any;
declare var flagsClose: any;
declare var flag: any;
declare var bar: any;

import { arrayLexer as lexer } from './token.js';

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
    {"name": "trigger", "symbols": [], "postprocess": () => []},
    {"name": "trigger", "symbols": ["pairs"], "postprocess": id},
    {"name": "trigger", "symbols": ["pairs", (lexer.has("separator") ? {type: "separator"} : separator)], "postprocess": id},
    {"name": "pairs", "symbols": ["pair"], "postprocess": ([pair]) => [pair]},
    {"name": "pairs", "symbols": ["pairs", (lexer.has("separator") ? {type: "separator"} : separator), "pair"], "postprocess": ([pairs, , pair]) => [...pairs, pair]},
    {"name": "pair", "symbols": [(lexer.has("key") ? {type: "key"} : key), (lexer.has("value") ? {type: "value"} : value)], "postprocess": ([key, value]) => ({ key: key.text, value: value.text, flags: null })},
    {"name": "pair", "symbols": [(lexer.has("key") ? {type: "key"} : key), (lexer.has("value") ? {type: "value"} : value), "flags"], "postprocess": ([key, value, flags]) => ({ key: key.text, value: value.text, flags })},
    {"name": "pair", "symbols": [(lexer.has("key") ? {type: "key"} : key)], "postprocess": ([key]) => ({ key: key.text, value: '', flags: null })},
    {"name": "flags", "symbols": [(lexer.has("flagsOpen") ? {type: "flagsOpen"} : flagsOpen), (lexer.has("flagsClose") ? {type: "flagsClose"} : flagsClose)], "postprocess": () => []},
    {"name": "flags", "symbols": [(lexer.has("flagsOpen") ? {type: "flagsOpen"} : flagsOpen), "names", (lexer.has("flagsClose") ? {type: "flagsClose"} : flagsClose)], "postprocess": ([, names]) => names},
    {"name": "flags", "symbols": [(lexer.has("flagsOpen") ? {type: "flagsOpen"} : flagsOpen), "names"], "postprocess": () => []},
    {"name": "flags", "symbols": [(lexer.has("flagsOpen") ? {type: "flagsOpen"} : flagsOpen)], "postprocess": () => []},
    {"name": "names", "symbols": [(lexer.has("flag") ? {type: "flag"} : flag)], "postprocess": ([flag]) => [flag.text]},
    {"name": "names", "symbols": ["names", (lexer.has("bar") ? {type: "bar"} : bar), (lexer.has("flag") ? {type: "flag"} : flag)], "postprocess": ([names, , flag]) => [...names, flag.text]},
    {"name": "names", "symbols": ["names", (lexer.has("bar") ? {type: "bar"} : bar)], "postprocess": id}
  ],
  ParserStart: "trigger",
};

export default grammar;
