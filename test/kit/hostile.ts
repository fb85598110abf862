/**
 * Text that an attacker can put into a log: process names (15 bytes), cgroup paths and whole lines, each aimed at one
 * of the places where reports are shown. `hostileEvent` carries them through every field that comes from a log.
 */
import type { OomEvent } from '../../src/report/event.js';
import { sampleTask, sampleVictim } from './sample-event.js';
import { kubepodsKill } from './sample-events.js';

export interface Hostile {
  readonly aim: string;
  readonly text: string;
}

export const HOSTILE: readonly Hostile[] = [
  { aim: 'terminal: clear screen', text: '\x1b[2J\x1b[H\x1b[31mok' },
  { aim: 'terminal: title and hyperlink', text: '\x1b]0;pwn\x07\x1b]8;;http://evil.example\x07x' },
  { aim: 'terminal: C1 control sequence introducer', text: '\u009b31mred' },
  { aim: 'terminal: carriage return overwrites the line', text: 'bad\rgood' },
  { aim: 'terminal: backspace', text: 'root\b\b\b\bsafe' },
  { aim: 'any: newline forges a line', text: 'a\nKilled process' },
  { aim: 'any: NUL', text: 'nul\0nul' },
  { aim: 'any: bidi override', text: '\u202egpj.exe' },
  { aim: 'any: bidi isolate', text: '\u2066x\u2069y' },
  { aim: 'any: zero width and soft hyphen', text: 'ro\u200bo\u00adt\ufeff' },
  { aim: 'any: line separator', text: 'a\u2028b\u2029c' },
  { aim: 'any: tag characters', text: 'x\u{e0041}\u{e007f}' },
  { aim: 'any: bytes that are not UTF-8', text: 'a\udc80\udcffb' },
  { aim: 'any: lone high surrogate', text: 'a\ud800b' },
  { aim: 'any: wide characters', text: '数据库进程' },
  { aim: 'any: combining marks', text: 'z\u0300\u0301\u0302\u0303' },
  { aim: 'html: script', text: '<script>window.pwned=1</script>' },
  { aim: 'html: image', text: '<img src=x onerror=window.pwned=1>' },
  { aim: 'html: image from elsewhere', text: '"><img src=http://evil.example/x.png>' },
  { aim: 'html: attribute', text: '" onmouseover="window.pwned=1' },
  { aim: 'html: end of a script', text: '</script><script>window.pwned=1//' },
  { aim: 'html: end of a style', text: '</style><svg onload=window.pwned=1>' },
  { aim: 'html: comment', text: '--><b>x</b><!--' },
  { aim: 'html: entity', text: '&lt;b&gt;&#x3c;&amp;' },
  { aim: 'html: script address', text: 'javascript:window.pwned=1' },
  { aim: 'slack: everyone', text: '<!channel> <!here>' },
  { aim: 'slack: a user and a channel', text: '<@U012AB3CD> <#C01>' },
  { aim: 'slack: link', text: '<http://evil.example|login>' },
  { aim: 'slack: bare mention', text: '@here @channel @everyone' },
  { aim: 'slack: formatting', text: '*b* _i_ ~s~ `c` ```x' },
  { aim: 'slack: emoji', text: ':rotating_light:' },
  { aim: 'markdown: link', text: '](http://evil.example)' },
  { aim: 'markdown: image', text: '![x](http://evil.example/x.png)' },
  { aim: 'markdown: code fence', text: '```\n# Heading' },
  { aim: 'markdown: backticks', text: '`` ` ``` a' },
  { aim: 'markdown: table cell', text: 'a | b | c' },
  { aim: 'markdown: html', text: '<details><summary>x' },
  { aim: 'markdown: mention and issue', text: '@octocat #1 GH-1' },
  { aim: 'markdown: heading', text: '# h' },
  { aim: 'markdown: bare link', text: 'http://evil.example www.evil.example' },
  { aim: 'csv: formula', text: '=cmd|"/C calc"!A0' },
  { aim: 'csv: plus', text: '+1+1' },
  { aim: 'csv: minus', text: '-1+1' },
  { aim: 'csv: at', text: '@SUM(1)' },
  { aim: 'csv: tab before a formula', text: '\t=1+1' },
  { aim: 'csv: quote and separator', text: '","=1+1,"' },
  { aim: 'csv: full-width equals', text: '＝1+1' },
  { aim: 'mail: header', text: 'x\r\nBcc: evil@evil.example' },
  { aim: 'mail: encoded word', text: '=?utf-8?q?evil?=' },
  { aim: 'log: forged fields', text: ') total-vm:1kB' },
  { aim: 'log: forged cgroup', text: '/a,task=x,pid=1' },
  { aim: 'any: very long', text: `/${'long-name-without-a-blank/'.repeat(160)}` },
  { aim: 'any: blank', text: '   ' },
  { aim: 'any: empty', text: '' },
];

/** The event of a pod, with one hostile text in every place where the log's own text may stand. */
export function hostileEvent(text: string): OomEvent {
  const event = kubepodsKill();
  return {
    ...event,
    id: text,
    host: text,
    source: { ...event.source, path: text },
    kernel: { release: text, hardware: text, tainted: text },
    trigger: event.trigger && {
      ...event.trigger,
      comm: text,
      cpuset: text,
      gfpFlags: [text],
      callTrace: [text],
    },
    memcg: event.memcg && { ...event.memcg, limitPath: text, taskPath: `${text}/x` },
    tasks: [
      sampleTask(7, text, 3 * 1024 * 1024),
      sampleTask(8, text, 2 * 1024 * 1024),
      sampleTask(9, text, 1024),
    ],
    victims: [
      sampleVictim(7, text, 4096, { memcgPath: text }),
      sampleVictim(8, text, 4096, { role: 'group-member' }),
    ],
    selected: { pid: 1, comm: text, score: 12 },
    aftermath: [{ kind: 'other', subject: text, text, line: 50 }],
    completeness: { status: 'partial', missing: ['memory'], foreignLines: 1, lostRecords: 1, notes: [text] },
    identity: event.identity && {
      ...event.identity,
      podUid: text,
      containerId: text,
      unit: text,
      slice: text,
      user: text,
      extra: { [`x-${text}`]: text },
    },
    diagnosis: hostileDiagnosis(text),
  };
}

function hostileDiagnosis(text: string): OomEvent['diagnosis'] {
  const advice = [1, 2, 3, 4].map((n) => ({
    title: `${n} ${text}`,
    detail: text,
    commands: [`echo ${text}`],
  }));
  const finding = {
    rule: 'sample',
    severity: 'critical' as const,
    title: text,
    detail: text,
    confidence: 'low' as const,
    unless: text,
    evidence: [{ text, line: 3 }],
    advice,
  };
  return { cause: text, confidence: 'low', summary: text, findings: [finding] };
}
