// @ts-nocheck: nearley's output is untyped; src/line/grammar/token.ts is its typed seam.
// Generated automatically by nearley, version unknown
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }
declare var SYSRQ: any;
declare var TRIGGER: any;
declare var DUMP: any;
declare var CPUSET: any;
declare var MEMCG: any;
declare var MEMORY: any;
declare var SLAB: any;
declare var TASKS: any;
declare var EXITING: any;
declare var CONSTRAINT: any;
declare var SELECT: any;
declare var KILLED: any;
declare var NOKILLABLE: any;
declare var PANIC: any;
declare var LATE: any;
declare var MEMBER: any;
declare var GROUP: any;
declare var SHARING: any;
declare var AGAIN: any;

import { arrayLexer as lexer } from '../line/grammar/token.js';

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
    {"name": "report", "symbols": ["opening", "evidence", "verdict"], "postprocess": ([opened, , verdict]) => ({ opened, verdict })},
    {"name": "opening", "symbols": [], "postprocess": () => false},
    {"name": "opening", "symbols": [(lexer.has("SYSRQ") ? {type: "SYSRQ"} : SYSRQ)], "postprocess": () => false},
    {"name": "opening", "symbols": [(lexer.has("TRIGGER") ? {type: "TRIGGER"} : TRIGGER)], "postprocess": () => true},
    {"name": "opening", "symbols": [(lexer.has("SYSRQ") ? {type: "SYSRQ"} : SYSRQ), (lexer.has("TRIGGER") ? {type: "TRIGGER"} : TRIGGER)], "postprocess": () => true},
    {"name": "evidence", "symbols": []},
    {"name": "evidence", "symbols": ["evidence", "section"]},
    {"name": "section", "symbols": [(lexer.has("DUMP") ? {type: "DUMP"} : DUMP)]},
    {"name": "section", "symbols": [(lexer.has("CPUSET") ? {type: "CPUSET"} : CPUSET)]},
    {"name": "section", "symbols": [(lexer.has("MEMCG") ? {type: "MEMCG"} : MEMCG)]},
    {"name": "section", "symbols": [(lexer.has("MEMORY") ? {type: "MEMORY"} : MEMORY)]},
    {"name": "section", "symbols": [(lexer.has("SLAB") ? {type: "SLAB"} : SLAB)]},
    {"name": "section", "symbols": [(lexer.has("TASKS") ? {type: "TASKS"} : TASKS)]},
    {"name": "section", "symbols": [(lexer.has("EXITING") ? {type: "EXITING"} : EXITING)]},
    {"name": "verdict", "symbols": [], "postprocess": () => 'none'},
    {"name": "verdict", "symbols": [(lexer.has("CONSTRAINT") ? {type: "CONSTRAINT"} : CONSTRAINT), "late"], "postprocess": () => 'named'},
    {"name": "verdict", "symbols": [(lexer.has("SELECT") ? {type: "SELECT"} : SELECT), "late"], "postprocess": () => 'chosen'},
    {"name": "verdict", "symbols": [(lexer.has("CONSTRAINT") ? {type: "CONSTRAINT"} : CONSTRAINT), "late", (lexer.has("SELECT") ? {type: "SELECT"} : SELECT), "late"], "postprocess": () => 'chosen'},
    {"name": "verdict", "symbols": ["announced", (lexer.has("KILLED") ? {type: "KILLED"} : KILLED), "after"], "postprocess": () => 'killed'},
    {"name": "verdict", "symbols": [(lexer.has("NOKILLABLE") ? {type: "NOKILLABLE"} : NOKILLABLE), "tail"], "postprocess": () => 'no-killable-task'},
    {"name": "verdict", "symbols": [(lexer.has("PANIC") ? {type: "PANIC"} : PANIC), "tail"], "postprocess": () => 'panicked'},
    {"name": "verdict", "symbols": [(lexer.has("NOKILLABLE") ? {type: "NOKILLABLE"} : NOKILLABLE), "tail", (lexer.has("PANIC") ? {type: "PANIC"} : PANIC), "tail"], "postprocess": () => 'panicked'},
    {"name": "announced", "symbols": []},
    {"name": "announced", "symbols": [(lexer.has("CONSTRAINT") ? {type: "CONSTRAINT"} : CONSTRAINT), "late"]},
    {"name": "announced", "symbols": [(lexer.has("SELECT") ? {type: "SELECT"} : SELECT), "late"]},
    {"name": "announced", "symbols": [(lexer.has("CONSTRAINT") ? {type: "CONSTRAINT"} : CONSTRAINT), "late", (lexer.has("SELECT") ? {type: "SELECT"} : SELECT), "late"]},
    {"name": "late", "symbols": []},
    {"name": "late", "symbols": ["late", (lexer.has("LATE") ? {type: "LATE"} : LATE)]},
    {"name": "late", "symbols": ["late", (lexer.has("DUMP") ? {type: "DUMP"} : DUMP)]},
    {"name": "late", "symbols": ["late", (lexer.has("EXITING") ? {type: "EXITING"} : EXITING)]},
    {"name": "after", "symbols": []},
    {"name": "after", "symbols": ["after", "followup"]},
    {"name": "followup", "symbols": [(lexer.has("MEMBER") ? {type: "MEMBER"} : MEMBER)]},
    {"name": "followup", "symbols": [(lexer.has("GROUP") ? {type: "GROUP"} : GROUP)]},
    {"name": "followup", "symbols": [(lexer.has("SHARING") ? {type: "SHARING"} : SHARING)]},
    {"name": "followup", "symbols": [(lexer.has("AGAIN") ? {type: "AGAIN"} : AGAIN)]},
    {"name": "followup", "symbols": [(lexer.has("LATE") ? {type: "LATE"} : LATE)]},
    {"name": "followup", "symbols": [(lexer.has("EXITING") ? {type: "EXITING"} : EXITING)]},
    {"name": "tail", "symbols": []},
    {"name": "tail", "symbols": ["tail", (lexer.has("DUMP") ? {type: "DUMP"} : DUMP)]},
    {"name": "tail", "symbols": ["tail", (lexer.has("LATE") ? {type: "LATE"} : LATE)]},
    {"name": "tail", "symbols": ["tail", (lexer.has("AGAIN") ? {type: "AGAIN"} : AGAIN)]}
  ],
  ParserStart: "report",
};

export default grammar;
