/** Files in, report out: the same parser, rules and renderers as the command runs, over what the browser was given. */
import { InputDamage } from '../container/input-damage.js';
import { createHistory, type History } from '../diagnosis/history.js';
import { createLogParser, type LogParser } from '../log-parser.js';
import { renderHtmlParts } from '../render/html.js';
import { createKeptReadings, type KeptReadings } from '../render/kept-readings.js';
import { renderMarkdown } from '../render/markdown.js';
import { viewEvents } from '../render/view.js';
import type { OomEvent } from '../report/event.js';
import type { Answer, InputAccount, Result, Task } from './messages.js';
import { type OpenedLog, openFile } from './open-file.js';
import { readBlob } from './read-blob.js';
import { uniqueNames } from './unique-names.js';

type Progress = Extract<Answer, { kind: 'progress' }>;
type Readable = Exclude<OpenedLog, { kind: 'problem' }>;

/** What was found so far, over all files. */
interface Findings {
  readonly history: History;
  readonly readings: KeptReadings;
  readonly inputs: InputAccount[];
}

export async function analyse(task: Task, onProgress: (progress: Progress) => void): Promise<Result> {
  const found: Findings = { history: createHistory(), readings: createKeptReadings(), inputs: [] };
  const totalBytes = task.files.reduce((sum, file) => sum + file.size, 0);
  const names = uniqueNames(task.files.map((file) => file.name));
  let readBytes = 0;
  const tell = (path: string | null): void =>
    onProgress({ kind: 'progress', path, readBytes, totalBytes, events: found.readings.count() });
  for (const [index, file] of task.files.entries()) {
    const path = names[index] ?? file.name;
    const bytes = readBlob(file, (count) => {
      readBytes += count;
      tell(path);
    });
    // A pasted text has no time of its own.
    const modified = new Date(file.lastModified || task.now);
    for await (const opened of openFile(bytes, path, modified))
      found.inputs.push(await readLog(opened, found));
  }
  tell(null);
  return resultOf(found, task.now);
}

async function readLog(opened: OpenedLog, found: Findings): Promise<InputAccount> {
  const { path } = opened;
  if (opened.kind === 'problem') return { path, bytes: 0, lines: 0, events: 0, problem: opened.message };
  const before = found.readings.count();
  const counts = { bytes: 0 };
  let problem: string | null = null;
  const parser = parserFor(opened, found.history);
  try {
    await pushAll(opened, parser, found, counts);
  } catch (error) {
    if (!(error instanceof InputDamage)) throw error;
    problem = error.message;
  }
  keep(parser.end(problem !== null), parser, found);
  return { path, ...counts, lines: parser.lines(), events: found.readings.count() - before, problem };
}

function parserFor({ path, modified }: Readable, history: History): LogParser {
  return createLogParser({
    path,
    history,
    excerpts: true,
    ...(modified === null ? {} : { referenceTime: modified.toISOString() }),
  });
}

async function pushAll(
  opened: Readable,
  parser: LogParser,
  found: Findings,
  counts: { bytes: number },
): Promise<void> {
  if (opened.kind === 'journal') {
    for await (const record of opened.records) keep(parser.pushRecord(record), parser, found);
    return;
  }
  for await (const chunk of opened.bytes) {
    counts.bytes += chunk.length;
    keep(parser.push(chunk), parser, found);
  }
}

function keep(events: readonly OomEvent[], parser: LogParser, { readings }: Findings): void {
  for (const event of events) readings.add(event, parser.excerpt(event));
}

function resultOf({ readings, inputs }: Findings, now: string): Result {
  const { events, repeated, log } = readings.merged();
  if (events.length === 0) return { inputs, events: 0, repeated, report: null };
  const view = viewEvents(events, { now });
  const report = { html: renderHtmlParts(view, { log }), markdown: renderMarkdown(view, { log }) };
  return { inputs, events: events.length, repeated, report };
}
