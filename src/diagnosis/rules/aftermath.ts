/** What the kill led to, by other lines of the same log. */
import type { Aftermath, OomReport } from '../../report/event.js';
import { finding, type Rule, says } from '../finding.js';

const SHOWN = 5;

export const aftermath: Rule = (facts) => {
  const lines = facts.report.aftermath;
  if (lines.length === 0) return null;
  const said = [...new Set(lines.slice(0, SHOWN).map((line) => sentence(line, facts.report)))];
  return finding('aftermath', {
    severity: lines.some((line) => line.kind === 'postgres' || line.kind === 'unit-failed')
      ? 'warning'
      : 'info',
    title: 'What the kill led to',
    detail: said.join(' '),
    confidence: 'high',
    evidence: lines.slice(0, SHOWN).map((line) => says(line.text, line.line)),
  });
};

function unitFailed(subject: string, text: string): string {
  if (text.includes("result 'oom-kill'")) return `${subject} failed with the result oom-kill.`;
  if (text.includes('status=9/KILL')) return `The main process of ${subject} was killed by signal 9.`;
  return `${subject} entered the failed state.`;
}

function sentence(line: Aftermath, report: OomReport): string {
  const subject = line.subject ?? 'A unit';
  switch (line.kind) {
    case 'unit-oom':
      return `systemd noticed that a process of ${subject} was killed.`;
    case 'unit-failed':
      return unitFailed(subject, line.text);
    case 'container-oom':
      return `The container runtime reported the kill${line.subject === null ? '' : ` for ${line.subject}`}.`;
    case 'postgres':
      return 'PostgreSQL lost a server process to signal 9: it drops every connection and goes through crash recovery.';
    case 'process-killed':
      return `What started process ${subject} noticed that it died of signal 9.`;
    case 'oomd-kill':
      return report.killer === 'systemd-oomd'
        ? `systemd noticed that systemd-oomd killed processes of ${subject}.`
        : `systemd-oomd killed ${subject} as well.`;
    case 'other':
      return `${subject}: see the line.`;
  }
}
