/** Wrappings that no format knows: what stands around every line is learned, or left alone where a program is the writer. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodeLossless, encodeLossless } from '../../src/base/lossless-text.js';
import { createLogParser } from '../../src/log-parser.js';
import { readReportFixture } from '../kit/report-fixture.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/reports/lab/', import.meta.url));

function eventsOf(lines: readonly string[]) {
  const parser = createLogParser({ referenceTime: '2026-11-22T00:00:00Z' });
  return [...parser.push(encodeLossless(`${lines.join('\n')}\n`)), ...parser.end()];
}

function factsOf(lines: readonly string[]): unknown {
  return eventsOf(lines).map(({ victims, tasks, trigger, memcg, memory, kernel, outcome }) => ({
    ...{ victims: victims.map((victim) => ({ ...victim, line: 0 })), tasks, trigger },
    ...{ memcg, memory, kernel, outcome },
  }));
}

const CLOCK = '02:25:04';
const TIME = `2026-11-21 ${CLOCK}`;
const xml = (line: string) => line.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const single = (line: string) => line.replaceAll("'", "''");
const field = (line: string) => (/[",]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line);

type Wrap = (line: string, index: number) => string | readonly string[];

const WRAPPINGS: Readonly<Record<string, Wrap>> = {
  'a table without names, quoted where it must be': (line, index) => `${index},${TIME},web1,${field(line)}`,
  'a table of tabs without names': (line, index) => `${index}\t${TIME}\tweb1\tkern\twarning\t${line}`,
  'INSERT statements': (line, index) =>
    `INSERT INTO log VALUES (${index},'${TIME}','web1','${single(line)}');`,
  'the rows of an INSERT': (line, index) => `(${index},'${TIME}','web1','${single(line)}'),`,
  'the rows of an INSERT, the first behind its words': (line, index) =>
    `${index === 0 ? 'INSERT INTO log VALUES ' : ''}(${index},'${TIME}','web1','${single(line)}'),`,
  'CEF of a collector': (line) =>
    `CEF:0|a|kernel|1.0|kern|kernel message|3|dvchost=web1 msg=${line.replace(/[\\=]/g, '\\$&')}`,
  'CEF behind a time and a host': (line) =>
    `<4>Nov 21 ${CLOCK} web1 CEF:0|a|kernel|1.0|kern|kernel|3|msg=${line.replace(/[\\=|]/g, '\\$&')}`,
  'lines of context of grep': (line, index) => `dmesg.txt${index % 7 === 0 ? ':' : '-'}${line}`,
  'LEEF of a collector': (line) => `LEEF:1.0|a|kernel|1.0|kern|sev=3\tdvchost=web1\tmsg=${line}`,
  'the stamps of ts': (line) => `Nov 21 ${CLOCK} ${line}`,
  'COPY of PostgreSQL': (line, index) => `${index}\t${TIME}\tweb1\t${line}`,
  'a list of Markdown': (line) => `* \`${line}\``,
  'elements of XML': (line) => `<event time="${TIME}" host="web1">${xml(line)}</event>`,
  'elements of XML, a row each': (line) => [
    '<row>',
    `\t<field name="Message">${xml(line)}</field>`,
    '</row>',
  ],
  'a row of HTML': (line) => `<tr><td>${TIME}</td><td>web1</td><td>${xml(line)}</td></tr>`,
  'rich text': (line) => `${line.replace(/[\\{}]/g, '\\$&')}\\par`,
  'NX-OS': (line) => `2026 Nov 21 ${CLOCK} sw1 %KERN-2-SYSTEM_MSG: ${line} - kernel`,
  'IOS XE': (line) => `*Nov 21 ${CLOCK}.123: %IOSXE-4-PLATFORM: R0/0: kernel: ${line}`,
  'Junos with priorities': (line) => `Nov 21 ${CLOCK}  re0 kernel: %KERN-4: ${line}`,
  'words of key and value': (line) => `date=2026-11-21 time=${CLOCK} devname="a" msg=${JSON.stringify(line)}`,
  'bytes of Python': (line) => `b'${line.replaceAll("'", "\\'")}\\n'`,
  'dictionaries of Python': (line) => `{'time': '${TIME}', 'message': '${line.replaceAll("'", "\\'")}'}`,
  'a logger of Python': (line) => `${TIME},123 - oom - WARNING - ${line}`,
  'a logger of Go': (line) => `2026/11/21 ${CLOCK} ${JSON.stringify(line)}`,
  'a build server': (line) => `[2026-11-21T${CLOCK}.123Z] ${line}`,
  'a runner of GitLab': (line) => `2026-11-21T${CLOCK}.123456Z 01O ${line}`,
  'aws logs tail': (line) => `2026-11-21T${CLOCK}.123000+00:00 stream-1 ${line}`,
  'aws logs get-log-events': (line) => `EVENTS\t1795227904655\t${line}\t1795227904644`,
  strace: (line) => `write(1, ${JSON.stringify(`${line}\n`)}, 77) = 77`,
  'a consumer of a queue': (line, index) => `${index}) ${JSON.stringify(line)}`,
};

describe.each(['5.10-system-one-big', '6.12-memcg-v2-kubepods', '6.1-memcg-v1-docker'])('%s', (name) => {
  const lines = decodeLossless(readReportFixture(`${FIXTURES}${name}.log`).log)
    .trimEnd()
    .split('\n')
    .map((line, index, all) => {
      // Loggers put the record's time before its further lines too.
      const stamp = all
        .slice(0, index)
        .findLast((before) => before.startsWith('['))
        ?.slice(0, 15);
      return line.startsWith('[') ? line : `${stamp}${line.slice(15)}`;
    });
  const bare = lines.map((line) => line.replace(/^\[ *\d+\.\d+\] /, '').replace(/^ (?=\S+:)/, ''));

  test.each(Object.entries(WRAPPINGS))('%s', (_, wrap) => {
    expect(factsOf(bare.flatMap(wrap))).toEqual(factsOf(bare));
  });

  test.each(Object.entries(WRAPPINGS))("%s, with the kernel's own time", (_, wrap) => {
    const events = eventsOf(lines.flatMap(wrap));
    expect(factsOf(lines.flatMap(wrap))).toEqual(factsOf(lines));
    expect(events[0]?.time.uptimeSeconds).toBe(eventsOf(lines)[0]?.time.uptimeSeconds);
  });

  test('what a program quotes is none of the kernel', () => {
    expect(eventsOf(bare.map((line) => `Nov 21 ${CLOCK} web1 app[77]: says: ${line}`))).toEqual([]);
    expect(eventsOf(bare.map((line) => `2026-11-21T${CLOCK}Z web1 app[77]: ${line} (quoted)`))).toEqual([]);
  });
});

test('the time in front of a line is kept where it has a date', () => {
  const fixture = decodeLossless(readReportFixture(`${FIXTURES}6.12-memcg-v2-kubepods.log`).log);
  const lines = fixture
    .trimEnd()
    .split('\n')
    .map((line, index) => `${index},${TIME},web1,${field(line)}`);
  expect(eventsOf(lines)).toMatchObject([{ host: null, time: { wall: `2026-11-21T${CLOCK}` } }]);
});
