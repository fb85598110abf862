/**
 * What `replay` says the service would have told of a log is what the service tells when it follows that log as it is written, as
 * text and as a journal: the same messages with the same content, to the same sinks, in the same order, at the same time.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readArchives } from '../../src/cli/read-archives.js';
import type { Audience } from '../../src/delivery/sink.js';
import { type Config, configSchema } from '../../src/service/config/schema.js';
import { replay } from '../../src/service/replay.js';
import { followFile } from '../../src/source/follow/follow-file.js';
import { followJournal } from '../../src/source/follow/follow-journal.js';
import type { Source } from '../../src/source/follow/followed.js';
import { noJournalTools, startJournalWriter } from '../kit/journal-writer.js';
import { feedLive, type LiveFeed, RECEIPT, type ToldLetter, type Written } from '../kit/live-feed.js';
import { journalEntry, type Line, LOGS, portionsOf, syslogLine } from '../kit/machine-log.js';

const directory = mkdtempSync(join(tmpdir(), 'oomscope-replay-live-'));
afterAll(() => rmSync(directory, { recursive: true }));

const AUDIENCES: Readonly<Record<string, Audience>> = {
  ...{ team: 'thread', plain: 'plain', mail: 'mail', all: 'machine', sure: 'machine' },
  ...{ alerts: 'alerts', pager: 'pager' },
};
const KEY = { env: 'KEY' };
const CONFIG: Config = configSchema.parse({
  sinks: {
    team: { type: 'slack', token: KEY, channel: 'C1' },
    plain: { type: 'slack-webhook', url: KEY },
    mail: { type: 'email', from: 'a@example.org', to: ['b@example.org'], smtp: { host: 'mail.example.org' } },
    all: { type: 'ndjson', path: '-' },
    sure: { type: 'ndjson', path: '-', trust: 'verified' },
    alerts: { type: 'alertmanager', urls: ['http://127.0.0.1:9093'] },
    pager: { type: 'pagerduty', routingKey: KEY },
  },
});

async function replayed(path: string): Promise<LiveFeed> {
  const told: ToldLetter[] = [];
  const complaints: string[] = [];
  const stderr = { write: (text: string) => complaints.push(text) > 0 } as never;
  const { readings } = await readArchives([path], { stderr });
  expect(complaints).toEqual([]);
  const { events, suppressed } = await replay(readings, {
    ...{ config: CONFIG, host: 'web1' },
    sinks: Object.entries(AUDIENCES).map(([name, audience]) => ({ name, audience })),
    async tell(one) {
      told.push(one);
      return RECEIPT;
    },
  });
  return { told, events, suppressed };
}

/** By sink: within one, order counts; sinks do not wait for each other. */
function bySink({ told }: LiveFeed): Record<string, unknown[]> {
  const sinks: Record<string, unknown[]> = {};
  for (const { sink, atMs, letter } of told) {
    sinks[sink] ??= [];
    sinks[sink].push({ at: new Date(atMs).toISOString(), ...letter });
  }
  return sinks;
}

async function expectSame(source: Source, path: string, portions: readonly Written[]): Promise<LiveFeed> {
  const live = await feedLive(source, portions, CONFIG, AUDIENCES);
  const archive = await replayed(path);
  expect(bySink(archive)).toEqual(bySink(live));
  expect([archive.events, [...archive.suppressed].sort()]).toEqual([
    live.events,
    [...live.suppressed].sort(),
  ]);
  expect(live.told.length).toBeGreaterThan(0);
  return live;
}

describe.concurrent('a replay tells what the service told', () => {
  it.each(LOGS)('of a text log: $name', async ({ name, lines }) => {
    mkdirSync(join(directory, `${name} as text`));
    const path = join(directory, `${name} as text`, 'kern.log');
    writeFileSync(path, '');
    const written = portionsOf(lines()).map((portion) => ({
      ...{ atMs: portion.atMs, lines: portion.lines.length },
      write: () => appendFileSync(path, portion.lines.map(syslogLine).join('')),
    }));
    const { told } = await expectSame(followFile(path), path, written);
    expect(told.some(({ sink }) => sink === 'sure')).toBe(false);
  });

  it.skipIf(noJournalTools !== null).each(LOGS)(
    `of a journal: $name${noJournalTools ?? ''}`,
    async ({ name, lines }) => {
      const path = join(directory, name);
      mkdirSync(path);
      const writer = startJournalWriter(join(path, 'system.journal'));
      const wanted = ({ program }: Line): boolean => program === 'kernel' || program === 'systemd';
      const written = portionsOf(lines()).map((portion) => ({
        ...{ atMs: portion.atMs, lines: portion.lines.filter(wanted).length },
        write: () => writer.write(portion.lines.map(journalEntry)),
      }));
      try {
        const { told } = await expectSame(followJournal({ directory: path }), path, written);
        expect(told.some(({ sink }) => sink === 'sure')).toBe(true);
      } finally {
        await writer.stop();
      }
    },
  );
});
