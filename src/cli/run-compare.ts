/** Runs `compare`: reads the inputs, picks the two events, and prints them side by side. */
import { existsSync } from 'node:fs';
import { visibleText } from '../base/text.js';
import { type Comparison, compareEvents } from '../diagnosis/compare.js';
import { renderComparison } from '../render/comparison.js';
import { viewEvent } from '../render/view.js';
import { type OomEvent, SCHEMA } from '../report/event.js';
import { complain } from './complain.js';
import { type EventChoice, pickEvent, readEventChoice, WrongChoice } from './event-choice.js';
import { EXIT } from './exit-code.js';
import { ClosedPipe, createOutput } from './output.js';
import { createProgress } from './progress.js';
import { planReading, readAll } from './read-all.js';
import { columnsOf, type Streams, wantsColor } from './terminal.js';

export interface CompareOptions {
  readonly format: 'text' | 'json';
  readonly events?: readonly [number, number];
  readonly progress: boolean;
  readonly color?: boolean;
}

type Pair = readonly [a: OomEvent, b: OomEvent];

export async function runCompare(
  args: readonly string[],
  options: CompareOptions,
  streams: Streams,
): Promise<number> {
  const files: FileEvents[] = [];
  for (const choice of args.map((arg) => readEventChoice(arg, existsSync)))
    files.push(await readEvents(choice, options, streams));
  const isPartial = files.some((file) => !file.isWhole);
  try {
    const pair = choosePair(files, options.events ?? null);
    await createOutput(streams.stdout).write(renderPair(pair, options, streams));
    return isPartial ? EXIT.partialInput : EXIT.ok;
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT.ok;
    if (!(error instanceof WrongChoice)) throw error;
    const isTold = isPartial && files.every((file) => file.events.length === 0);
    if (!isTold) streams.stderr.write(`oomscope: ${error.message.split('\n').map(visibleText).join('\n')}\n`);
    return isPartial ? EXIT.partialInput : EXIT.usage;
  }
}

interface FileEvents extends EventChoice {
  readonly events: readonly OomEvent[];
  /** Everything could be read. */
  readonly isWhole: boolean;
}

async function readEvents(
  choice: EventChoice,
  options: CompareOptions,
  streams: Streams,
): Promise<FileEvents> {
  const plan = await planReading([choice.path]);
  const progress = createProgress(options.progress ? streams.stderr : null, plan.totalBytes);
  const events: OomEvent[] = [];
  let isWhole = true;
  const reading = { jobs: 1, boots: false, excerpts: false, onBytes: progress.addBytes };
  for await (const read of readAll(plan, reading)) {
    if (read.kind === 'event') {
      progress.addEvent();
      events.push(read.event);
    } else if (read.input.error !== null) {
      progress.clear();
      complain(streams, read.input);
      isWhole = false;
    }
  }
  progress.end();
  return { ...choice, events, isWhole };
}

function choosePair(files: readonly FileEvents[], numbers: readonly [number, number] | null): Pair {
  const [a, b] = files;
  if (a === undefined) throw new WrongChoice('compare needs a file');
  if (b === undefined) return pairOfOne(a, numbers);
  return [chosenEvent(a, numbers?.[0] ?? null), chosenEvent(b, numbers?.[1] ?? null)];
}

function pairOfOne(file: FileEvents, numbers: readonly [number, number] | null): Pair {
  const { events, path, number } = file;
  if (number !== null)
    throw new WrongChoice(`one event was named, ${path}#${number}; name another to compare it with`);
  const [first, last] = numbers ?? [1, -1];
  if (events.length < 2) {
    const there = events.length === 1 ? 'one event only' : 'no event';
    throw new WrongChoice(`${path} holds ${there}; comparing takes two: name a second file`);
  }
  return [pickEvent(events, first, path), pickEvent(events, last, path)];
}

const MOST_LISTED = 9;

function chosenEvent(file: FileEvents, asked: number | null): OomEvent {
  const { events, path } = file;
  const number = asked ?? file.number;
  if (number !== null) return pickEvent(events, number, path);
  if (events.length === 1) return pickEvent(events, 1, path);
  if (events.length === 0) throw new WrongChoice(`${path} holds no event`);
  const list = events.slice(0, MOST_LISTED).map((event, index) => {
    const { headline, when } = viewEvent(event);
    return `  ${path}#${index + 1}  ${headline}, ${when.label}`;
  });
  throw new WrongChoice(
    [
      `${path} holds ${events.length} events; name one:`,
      ...list,
      ...(events.length > MOST_LISTED ? ['  ...'] : []),
    ].join('\n'),
  );
}

function renderPair([a, b]: Pair, options: CompareOptions, streams: Streams): string {
  const comparison = compareEvents(a, b);
  if (options.format === 'json') return comparisonJson(a, b, comparison);
  const now = new Date().toISOString();
  return renderComparison(comparison, viewEvent(a, { now }), viewEvent(b, { now }), {
    columns: columnsOf(streams),
    color: wantsColor(streams, options.color),
  });
}

function comparisonJson(a: OomEvent, b: OomEvent, comparison: Comparison): string {
  const brief = ({ id, source, host, time, diagnosis }: OomEvent) => ({
    id,
    source,
    host,
    time,
    cause: diagnosis.cause,
    summary: diagnosis.summary,
  });
  return `${JSON.stringify({ schema: SCHEMA, a: brief(a), b: brief(b), ...comparison })}\n`;
}
