// @ts-nocheck: nearley's output is untyped; src/line/grammar/token.ts is its typed seam.
// Generated automatically by nearley, version unknown
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }
declare var text: any;
declare var nodemask: any;
declare var cpuset: any;
declare var mems: any;
declare var global: any;
declare var oomMemcg: any;
declare var taskMemcg: any;
declare var task: any;
declare var pid: any;
declare var uid: any;

import { arrayLexer as lexer } from './token.js';
import { constraintReading } from './constraint-result.js';

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
    {"name": "line", "symbols": [(lexer.has("text") ? {type: "text"} : text), "nodemask", "cpuset", "limit", "taskMemcg", "victim"], "postprocess": ([constraint, ...parts]) => constraintReading(constraint.text, Object.assign({}, ...parts))},
    {"name": "nodemask", "symbols": [], "postprocess": () => ({})},
    {"name": "nodemask", "symbols": [(lexer.has("nodemask") ? {type: "nodemask"} : nodemask), "list"], "postprocess": ([, nodemask]) => ({ nodemask })},
    {"name": "cpuset", "symbols": [], "postprocess": () => ({})},
    {"name": "cpuset", "symbols": [(lexer.has("cpuset") ? {type: "cpuset"} : cpuset), "value"], "postprocess": ([, cpuset]) => ({ cpuset })},
    {"name": "cpuset", "symbols": [(lexer.has("cpuset") ? {type: "cpuset"} : cpuset), "value", (lexer.has("mems") ? {type: "mems"} : mems), "list"], "postprocess": ([, cpuset, , memsAllowed]) => ({ cpuset, memsAllowed })},
    {"name": "limit", "symbols": [], "postprocess": () => ({})},
    {"name": "limit", "symbols": [(lexer.has("global") ? {type: "global"} : global)], "postprocess": () => ({ global: true })},
    {"name": "limit", "symbols": [(lexer.has("oomMemcg") ? {type: "oomMemcg"} : oomMemcg), "value"], "postprocess": ([, limitPath]) => ({ limitPath })},
    {"name": "taskMemcg", "symbols": [], "postprocess": () => ({})},
    {"name": "taskMemcg", "symbols": [(lexer.has("taskMemcg") ? {type: "taskMemcg"} : taskMemcg), "value"], "postprocess": ([, taskPath]) => ({ taskPath })},
    {"name": "victim", "symbols": [], "postprocess": () => ({})},
    {"name": "victim", "symbols": [(lexer.has("task") ? {type: "task"} : task), "value"], "postprocess": ([, comm]) => ({ comm })},
    {"name": "victim", "symbols": [(lexer.has("task") ? {type: "task"} : task), "value", (lexer.has("pid") ? {type: "pid"} : pid), (lexer.has("text") ? {type: "text"} : text)], "postprocess": ([, comm, , pid]) => ({ comm, pid: pid.text })},
    {"name": "victim", "symbols": [(lexer.has("task") ? {type: "task"} : task), "value", (lexer.has("pid") ? {type: "pid"} : pid), (lexer.has("text") ? {type: "text"} : text), (lexer.has("uid") ? {type: "uid"} : uid), (lexer.has("text") ? {type: "text"} : text)], "postprocess": ([, comm, , pid, , uid]) => ({ comm, pid: pid.text, uid: uid.text })},
    {"name": "list", "symbols": [], "postprocess": () => ''},
    {"name": "list", "symbols": ["list", (lexer.has("text") ? {type: "text"} : text)], "postprocess": ([list, text]) => list + text.text},
    {"name": "value", "symbols": [], "postprocess": () => ''},
    {"name": "value", "symbols": ["value", "piece"], "postprocess": ([value, piece]) => value + piece.text},
    {"name": "piece", "symbols": [(lexer.has("text") ? {type: "text"} : text)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("nodemask") ? {type: "nodemask"} : nodemask)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("cpuset") ? {type: "cpuset"} : cpuset)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("mems") ? {type: "mems"} : mems)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("oomMemcg") ? {type: "oomMemcg"} : oomMemcg)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("global") ? {type: "global"} : global)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("taskMemcg") ? {type: "taskMemcg"} : taskMemcg)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("task") ? {type: "task"} : task)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("pid") ? {type: "pid"} : pid)], "postprocess": id},
    {"name": "piece", "symbols": [(lexer.has("uid") ? {type: "uid"} : uid)], "postprocess": id}
  ],
  ParserStart: "line",
};

export default grammar;
