/**
 * Reads a capture of `fixtures/reports`: `key: value` lines written from what the laboratory did, a blank line, then the
 * log byte for byte. `event` lines hold the expected events; every other key may come once.
 */
import { readFileSync } from 'node:fs';

/** What a scenario knows of one event, in the contract's names; fields it does not know are absent. */
export interface ExpectedEvent {
  readonly scope: string;
  readonly outcome: string;
  readonly manual: boolean;
  /** `completeness.status` of the event; without one, chance decided it. */
  readonly status?: string;
  readonly victims: readonly ExpectedVictim[];
  /** The pids that must be in the task table, ascending. */
  readonly taskPids: readonly number[];
  readonly kernel?: object;
  readonly trigger?: object | null;
  readonly memcg?: object;
  readonly memory?: object;
}

export interface ExpectedVictim {
  readonly pid: number;
  /** As parsed: bytes that are not UTF-8 are lone low surrogates U+DC80 to U+DCFF. */
  readonly comm: string;
  readonly uid: number;
  readonly role: string;
  readonly oomScoreAdj: number;
  readonly reaped?: boolean;
}

export interface ReportFixture {
  /** Every key but `event`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly events: readonly ExpectedEvent[];
  readonly log: Uint8Array;
}

/** @throws Error naming the file and what is wrong with its header. */
export function readReportFixture(path: string): ReportFixture {
  const bytes = readFileSync(path);
  const end = bytes.indexOf('\n\n');
  if (end < 0) throw new Error(`${path}: no blank line between the header and the log`);
  const headers: Record<string, string> = {};
  const events: ExpectedEvent[] = [];
  for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
    const colon = line.indexOf(': ');
    const key = line.slice(0, colon);
    const value = line.slice(colon + 2);
    if (colon < 1) throw new Error(`${path}: header line without "key: value": ${line}`);
    if (key === 'event') events.push(JSON.parse(value) as ExpectedEvent);
    else if (key in headers) throw new Error(`${path}: header "${key}" comes twice`);
    else headers[key] = value;
  }
  return { headers, events, log: new Uint8Array(bytes.subarray(end + 2)) };
}
