/** Comma-separated values: read back by the rules of RFC 4180, and harmless in a spreadsheet. */
import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../src/render/csv.js';
import { HOSTILE, hostileEvent } from '../kit/hostile.js';
import { sampleEvent, sampleTask } from '../kit/sample-event.js';
import { sampleEvents } from '../kit/sample-events.js';

const RENDERS = '../../fixtures/renders';

/** A reader that knows nothing but RFC 4180, and throws on what that does not allow. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, separator] = readCell(text, at);
    row.push(cell.value);
    at = cell.end + separator.length;
    if (separator === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

function readCell(text: string, from: number): [{ value: string; end: number }, ',' | '\r\n'] {
  const found = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  found.lastIndex = from;
  const match = found.exec(text);
  const end = found.lastIndex;
  const separator = text.startsWith('\r\n', end) ? '\r\n' : ',';
  if (!match || !text.startsWith(separator, end))
    throw new Error(`no cell at ${from}: ${text.slice(from, from + 40)}`);
  return [{ value: match[1]?.replaceAll('""', '"') ?? match[2] ?? '', end }, separator];
}

describe('renderCsv', () => {
  it.each(['events', 'tasks'] as const)('writes %s', async (rows) => {
    await expect(renderCsv(sampleEvents(), rows)).toMatchFileSnapshot(`${RENDERS}/several-${rows}.csv`);
  });

  it.each(['events', 'tasks'] as const)('gives every row of %s as many cells as the header', (rows) => {
    const hostile = HOSTILE.map(({ text }) => hostileEvent(text));
    const [header, ...lines] = readCsv(renderCsv([...sampleEvents(), ...hostile], rows));
    expect(lines.length).toBeGreaterThan(50);
    for (const line of lines) expect(line).toHaveLength(header?.length ?? 0);
  });

  it('starts no cell of text as a formula', () => {
    const cells = readCsv(
      renderCsv(
        HOSTILE.map(({ text }) => hostileEvent(text)),
        'events',
      ),
    ).flat();
    expect(HOSTILE.filter(({ text }) => /^[=+\-@]/.test(text)).length).toBeGreaterThan(3);
    for (const cell of cells.filter((one) => !/^-?\d+$/.test(one))) expect(cell).not.toMatch(/^\s*[=+\-@＝]/);
    expect(cells).toContain(`'=cmd|"/C calc"!A0`);
  });

  it('leaves numbers alone, and leaves empty what is not known', () => {
    const event = sampleEvent({
      tasks: [sampleTask(1, 'sshd', 4096, { oomScoreAdj: -1000, swapBytes: null })],
    });
    const [header = [], row = []] = readCsv(renderCsv([event], 'tasks'));
    const at = (name: string) => row[header.indexOf(name)];
    expect([at('comm'), at('rssBytes'), at('oomScoreAdj'), at('swapBytes'), at('isVictim')]).toEqual([
      'sshd',
      '4096',
      '-1000',
      '',
      'false',
    ]);
  });
});
