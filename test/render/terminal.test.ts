/** The terminal report: its committed pictures, and laws that hold for every width. */
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderTerminal } from '../../src/render/terminal.js';
import { viewEvents } from '../../src/render/view.js';
import { HOSTILE, hostileEvent } from '../kit/hostile.js';
import {
  bareKill,
  groupKill,
  kubepodsKill,
  panicked,
  postgresPool,
  sampleEvents,
} from '../kit/sample-events.js';

const NOW = '2026-11-20T08:00:00+01:00';
const RENDERS = '../../fixtures/renders';
const COMMAND_INDENT = ' '.repeat(9);

/** Every line but commands, which keep their length. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => !line.startsWith(COMMAND_INDENT) || line.includes('█'));
}

describe('renderTerminal', () => {
  it.each([
    ['kubepods', [kubepodsKill()]],
    ['postgres', [postgresPool()]],
    ['group', [groupKill()]],
    ['panic', [panicked()]],
    ['bare', [bareKill()]],
    ['several', sampleEvents()],
  ] as const)('draws %s at 80 and 120 columns', async (name, events) => {
    for (const columns of [80, 120]) {
      const text = renderTerminal(viewEvents(events, { now: NOW }), { columns });
      await expect(text).toMatchFileSnapshot(`${RENDERS}/${name}-${columns}.txt`);
    }
  });

  it.each([40, 47, 59, 60, 79, 80, 99, 100, 120, 200])(
    'keeps to %i columns, commands excepted',
    (columns) => {
      for (const allTasks of [false, true]) {
        const text = renderTerminal(viewEvents(sampleEvents(), { now: NOW }), { columns, allTasks });
        const lines = text
          .split('\n')
          .filter((line) => !line.startsWith(COMMAND_INDENT) || line.includes('█'));
        for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      }
    },
  );

  it('shows every task with allTasks, and otherwise says how many it left out', () => {
    const view = viewEvents([postgresPool()]);
    expect(renderTerminal(view)).toContain('… 34 tasks more');
    const all = renderTerminal(view, { allTasks: true });
    expect(all).not.toContain('tasks more');
    for (const row of view.events[0]?.tasks?.rows ?? []) expect(all).toContain(` ${row.pid}  ${row.comm}`);
  });

  it('uses escape sequences only where colour is asked for', () => {
    const view = viewEvents(sampleEvents());
    expect(renderTerminal(view)).not.toContain('\x1b');
    const coloured = renderTerminal(view, { color: true });
    expect(coloured).toContain('\x1b[31m');
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(renderTerminal(view));
  });

  it.each(HOSTILE)('shows and does not obey: $aim', ({ text }) => {
    const event = hostileEvent(text);
    for (const columns of [40, 80]) {
      const out = renderTerminal(viewEvents([event, event], { now: NOW }), { columns, allTasks: true });
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      for (const line of linesOf(out)) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
    }
  });

  it('says nothing for no events', () => {
    expect(renderTerminal(viewEvents([]))).toBe('');
  });
});
