/** `oomscope history`: what the service remembers, as a list, as whole reports, as figures. */
import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { visibleText } from '../base/text.js';
import { formatBytes, formatDuration } from '../base/units.js';
import { renderTerminal } from '../render/terminal.js';
import { headlineOf } from '../render/view/victims.js';
import { viewEvents } from '../render/view.js';
import type { HistoryFilter, HistoryGroup } from '../store/history.js';
import type { StoredEvent } from '../store/records.js';
import type { Store } from '../store/store.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { createOutput } from './output.js';
import { addServiceOptions, type ServiceOptions, withSettings } from './service-settings.js';
import { columnsOf, type Streams, wantsColor } from './terminal.js';
import { readTimePoint, TIME_FORMS } from './time-point.js';

interface HistoryOptions extends ServiceOptions, Omit<HistoryFilter, 'sinceMs' | 'untilMs' | 'limit'> {
  readonly since?: number;
  readonly until?: number;
  readonly lines?: number;
  readonly show?: string;
  readonly stats: boolean;
  readonly format: 'text' | 'ndjson';
  readonly color?: boolean;
}

async function runHistory(options: HistoryOptions, streams: Streams): Promise<number> {
  return withSettings(options, streams, async ({ state }) => {
    const { databasePath } = await import('../service/state-directory.js');
    if (!existsSync(databasePath(state))) {
      streams.stderr.write(`oomscope: nothing is remembered: the service has never run with ${state}\n`);
      return EXIT.failure;
    }
    const { openStore } = await import('../store/store.js');
    const store = await openStore(databasePath(state), { readOnly: true });
    try {
      const text = await textOf(store, options, streams);
      if (text === null) {
        streams.stderr.write(`oomscope: no event has the id ${visibleText(options.show ?? '')}\n`);
        return EXIT.failure;
      }
      await createOutput(streams.stdout).write(text);
      return EXIT.ok;
    } finally {
      store.close();
    }
  });
}

async function textOf(store: Store, options: HistoryOptions, streams: Streams): Promise<string | null> {
  const { countByDay, groupEvents, listEvents } = await import('../store/history.js');
  const filter = filterOf(options);
  if (options.stats)
    return statsText(
      groupEvents(store, 'place', filter),
      groupEvents(store, 'program', filter),
      countByDay(store, filter),
    );
  const found =
    options.show === undefined
      ? listEvents(store, filter)
      : listEvents(store, {}).filter(({ event }) => event.id.startsWith(options.show ?? ''));
  if (options.show !== undefined && found.length === 0) return null;
  if (options.format === 'ndjson')
    return found
      .map(({ event, trust, isLate }) => `${JSON.stringify({ ...event, trust, late: isLate })}\n`)
      .join('');
  if (options.show === undefined) return found.length === 0 ? 'No event.\n' : found.map(lineOf).join('');
  const layout = { columns: columnsOf(streams), color: wantsColor(streams, options.color), allTasks: false };
  return renderTerminal(
    viewEvents(
      found.map(({ event }) => event),
      { now: new Date().toISOString() },
    ),
    layout,
  );
}

function filterOf(options: HistoryOptions): HistoryFilter {
  const { since, until, lines, host, program, place, scope, severity, cause } = options;
  const given = {
    sinceMs: since,
    untilMs: until,
    limit: lines,
    host,
    program,
    place,
    scope,
    severity,
    cause,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as HistoryFilter;
}

function lineOf({ event, atMs, facts, trust }: StoredEvent): string {
  const size = facts.residentBytes === null ? '' : `, ${formatBytes(facts.residentBytes)}`;
  const doubt = trust === 'verified' ? '' : ' (from a text log)';
  return `${localTime(atMs)}  ${event.id}  ${visibleText(event.host ?? '-')}  ${headlineOf(event)} in ${facts.place}${size}${doubt}\n`;
}

const MOST_GROUPS = 15;
const BAR = 40;

function statsText(
  places: readonly HistoryGroup[],
  programs: readonly HistoryGroup[],
  days: readonly { day: string; count: number }[],
): string {
  if (places.length === 0) return 'No event.\n';
  const most = days.reduce((max, { count }) => Math.max(max, count), 1);
  const bars = days
    .slice(-60)
    .map(
      ({ day, count }) =>
        `  ${day}  ${String(count).padStart(5)}  ${'#'.repeat(Math.ceil((count / most) * BAR))}`,
    );
  return [
    ...['By place', ...places.slice(0, MOST_GROUPS).map(groupLine), ''],
    ...['By program', ...programs.slice(0, MOST_GROUPS).map(groupLine), ''],
    ...['By day', ...bars, ''],
  ].join('\n');
}

function groupLine({ name, count, lastMs, meanBetweenMs, largestBytes, growth }: HistoryGroup): string {
  const between = meanBetweenMs === null ? '' : `, every ${formatDuration(meanBetweenMs / 1000)} on average`;
  const largest = largestBytes === null ? '' : `, largest ${formatBytes(largestBytes)}`;
  const trend =
    growth === null ? '' : growth > 1.1 ? ', growing' : growth < 0.9 ? ', shrinking' : ', of even size';
  return `  ${String(count).padStart(5)}  ${visibleText(name)}, last ${localTime(lastMs)}${between}${largest}${trend}`;
}

function localTime(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

function timeOption(text: string): number {
  const ms = readTimePoint(text, new Date());
  if (ms === null) throw new InvalidArgumentError(`Expected a time: ${TIME_FORMS}.`);
  return ms;
}

function countOption(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a number.');
  return Number(text);
}

const EXAMPLES = `
Examples:
  oomscope history --since -7d                   the last week, one line each
  oomscope history --show 750d60aa               a whole report, by the beginning of its id
  oomscope history --stats --program java        per place and day, with trend and time between kills
  oomscope history --format ndjson > all.ndjson  everything, as parse prints it`;

export function historyCommand(context: CommandContext): Command {
  return addServiceOptions(newCommand('oomscope history', EXAMPLES, context))
    .description('Show what the service remembers.')
    .allowExcessArguments()
    .option('-S, --since <time>', 'from this time on', timeOption)
    .option('-U, --until <time>', 'before this time', timeOption)
    .option('-n, --lines <count>', 'the newest so many', countOption)
    .option('--host <name>', 'of this host')
    .option('--program <name>', 'in which this program was killed')
    .option('--place <text>', 'whose pod, container, unit or cgroup holds this text')
    .addOption(
      new Option('--scope <scope>', 'of this scope').choices([
        'system',
        'memcg',
        'cpuset',
        'mempolicy',
        'unknown',
      ]),
    )
    .addOption(
      new Option('--severity <severity>', 'of this severity').choices(['info', 'warning', 'critical']),
    )
    .option('--cause <cause>', 'with this cause')
    .option('--show <id>', 'the whole report')
    .option('--stats', 'figures instead of a list', false)
    .addOption(
      new Option('-f, --format <format>', 'output format').choices(['text', 'ndjson']).default('text'),
    )
    .option('--color', 'colour even where the output is no terminal')
    .option('--no-color', 'no colour; also by the environment variable NO_COLOR')
    .action(async (options: HistoryOptions, command: Command) => {
      const [word] = command.args;
      if (word !== undefined)
        command.error(
          `error: history takes no "${visibleText(word)}": --show ID gives a whole report, --stats figures, --format ndjson everything`,
          { exitCode: EXIT.usage },
        );
      context.done(await runHistory(options, context.streams));
    });
}
