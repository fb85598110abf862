/**
 * One kill through /dev/kmsg, the journal (written by systemd's own code) and a syslog file is one event; what a program
 * forges never becomes more than an unverified one.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Letter } from '../../src/delivery/notice.js';
import { originLines } from '../../src/delivery/words.js';
import { createHistory } from '../../src/diagnosis/history.js';
import { configSchema } from '../../src/service/config/schema.js';
import { NO_COUNTERS } from '../../src/service/counters.js';
import { createIntake, type Intake } from '../../src/service/intake.js';
import { runPipeline } from '../../src/service/pipeline.js';
import { followFile } from '../../src/source/follow/follow-file.js';
import { followJournal } from '../../src/source/follow/follow-journal.js';
import { followKmsg } from '../../src/source/follow/follow-kmsg.js';
import type { Source } from '../../src/source/follow/followed.js';
import { openStore, type Store } from '../../src/store/store.js';
import { type JournalWriter, noJournalTools, startJournalWriter } from '../kit/journal-writer.js';
import { slowBell } from '../kit/slow-bell.js';

const UPTIME = 5000;
const TEXTS = [
  'java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
  'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=java,pid=77,uid=1000',
  'Memory cgroup out of memory: Killed process 77 (java) total-vm:900077kB, anon-rss:500000kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:400kB oom_score_adj:0',
];

let directory = '';
let store: Store;
let intake: Intake;
let stop: AbortController;
let pipelines: Promise<void>[] = [];
let writer: JournalWriter | null = null;
let records: string[] = [];
let sequence = 100;
/** journald may stamp entries that it takes at once alike. */
const TAKEN_USEC = Date.now() * 1000;
const log = () => join(directory, 'syslog');
const journal = () => join(directory, 'journal');

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-sources-'));
  writeFileSync(log(), '');
  mkdirSync(journal());
  store = await openStore(':memory:');
  const config = configSchema.parse({});
  const history = createHistory();
  intake = createIntake({
    ...{ store, config, sinks: [], host: 'web1', bootId: null, history, counters: NO_COUNTERS },
    ...{ nowMs: Date.now, failpoint() {} },
  });
  stop = new AbortController();
  records = [];
  pipelines = [];
});
afterEach(async () => {
  stop.abort();
  await Promise.all(pipelines);
  await writer?.stop('SIGKILL');
  writer = null;
  store.close();
  rmSync(directory, { recursive: true });
});

const nothing = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {} };

function follow(source: Source): void {
  const options = {
    ...{
      source,
      position: null,
      host: 'web1',
      history: createHistory(),
      counters: NO_COUNTERS,
      log: nothing,
    },
    ...{ commit: intake.commit.bind(intake), nowMs: Date.now, uptime: () => UPTIME + 1 },
    withMoments: <T>(_: Source, readings: T) => readings,
    onStored() {},
    onFull: () => false,
  };
  pipelines.push(runPipeline(options, stop.signal));
}

const kmsg = (): Source =>
  followKmsg({
    open: () => 0,
    close() {},
    bootId: () => 'b'.repeat(32),
    createBell: slowBell,
    read(_, buffer) {
      const record = records.shift();
      if (record === undefined) return { kind: 'empty' };
      return { kind: 'data', bytes: Buffer.from(buffer.buffer, buffer.byteOffset).write(record, 'latin1') };
    },
  });

function toKmsg(texts: readonly string[], facility = 0): void {
  for (const [index, text] of texts.entries())
    records.push(`${facility * 8 + 6},${++sequence},${UPTIME * 1e6 + index},-;${text}\n`);
}

function toJournal(texts: readonly string[], facility = 0): void {
  writer ??= startJournalWriter(join(journal(), 'system.journal'));
  writer.write(
    texts.map((message, index) => ({
      ...{ message, number: index },
      fields: {
        ...{
          _TRANSPORT: 'kernel',
          SYSLOG_FACILITY: `${facility}`,
          SYSLOG_IDENTIFIER: 'kernel',
          _HOSTNAME: 'web1',
        },
        __REALTIME_TIMESTAMP: `${TAKEN_USEC}`,
        _SOURCE_MONOTONIC_TIMESTAMP: `${UPTIME * 1e6 + index}`,
      },
    })),
  );
}

/** As syslog daemons write by default: whole seconds, no year, nothing of the boot clock. */
function toSyslog(texts: readonly string[]): void {
  const at = new Date();
  const month = at.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  const stamp = `${month} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;
  appendFileSync(log(), texts.map((text) => `${stamp} web1 kernel: ${text}\n`).join(''));
}

const stored = () => store.events.latest(10);
const sources = () =>
  stored().map(({ seq }) =>
    store.events
      .sightingsOf(seq)
      .map(({ source, trust }) => `${source} ${trust}`)
      .sort(),
  );

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never happened; stored: ${JSON.stringify(sources())}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.skipIf(noJournalTools !== null)(`several sources${noJournalTools ?? ''}`, () => {
  const PATHS = [
    [toSyslog, toJournal, toKmsg],
    [toKmsg, toSyslog, toJournal],
    [toJournal, toKmsg, toSyslog],
  ] as const;

  it.each(PATHS)('make one verified event of one kill, in whatever order they tell it', async (...tell) => {
    follow(kmsg());
    follow(followJournal({ directory: journal() }));
    follow(followFile(log()));
    for (const [index, through] of tell.entries()) {
      through(TEXTS);
      await until(() => (sources()[0]?.length ?? 0) === index + 1);
    }
    expect(sources()).toEqual([
      [`file:${log()} unverified`, `journal:${journal()} verified`, 'kmsg verified'],
    ]);
    expect(stored()[0]).toMatchObject({ trust: 'verified', event: { victims: [{ pid: 77, comm: 'java' }] } });
  });

  it('do not take for the kernel what root wrote to its log', async () => {
    follow(kmsg());
    follow(followJournal({ directory: journal() }));
    const forged = TEXTS.map((text) => text.replaceAll('77', '1'));
    toKmsg(forged, 1);
    toJournal(forged, 1);
    toKmsg(TEXTS);
    toJournal(TEXTS);
    await until(() => (sources()[0]?.length ?? 0) === 2);
    expect(stored().map(({ event }) => event.victims[0]?.pid)).toEqual([77]);
  });

  it('leave a forged line of syslog unverified, whatever it says', async () => {
    follow(followJournal({ directory: journal() }));
    follow(followFile(log()));
    toSyslog(TEXTS.map((text) => text.replaceAll('77', '1')));
    toJournal(TEXTS);
    await until(() => stored().length === 2);
    const trustOf = (pid: number) => stored().find(({ event }) => event.victims[0]?.pid === pid)?.trust;
    expect([trustOf(1), trustOf(77)]).toEqual(['unverified', 'verified']);
    const said = stored().map((event) =>
      originLines(event, { isInDoubt: false, body: { kind: 'event' } } as Letter),
    );
    expect(said.sort()).toEqual([[], [expect.stringContaining('other programs can write lines')]]);
  });
});
