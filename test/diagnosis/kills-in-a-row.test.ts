/** What the diagnosis says of a kill that followed another one: how long after, and whether the first could have helped. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { overview } from '../../src/diagnosis/overview.js';
import type { OomReport } from '../../src/report/event.js';
import { memcg, report, row, victim } from '../kit/build-report.js';

const kill = (
  id: string,
  path: string,
  time: Partial<OomReport['time']>,
  scope: OomReport['scope'] = 'memcg',
) =>
  report({
    id,
    scope,
    time: { wall: null, wallSource: null, uptimeSeconds: null, ...time },
    memcg:
      scope === 'memcg' ? memcg({ limitPath: path, taskPath: path, usageBytes: 100, limitBytes: 100 }) : null,
    victims: [victim(row(7, id, { anon: 10 }), { memcgPath: path })],
  });

/** Of a console that shows errors alone. */
const unnamed = (id: string, time: Partial<OomReport['time']>) => ({
  ...kill(id, '', time),
  memcg: null,
  victims: [victim(row(7, id, { anon: 10 }))],
});

const cascade = (before: OomReport, after: OomReport) =>
  diagnose(after, [before]).diagnosis.findings.find(({ rule }) => rule === 'cascade')?.detail;

describe('how long after', () => {
  it('is read from the boot clock where all lines were written at once', () => {
    const [a, b] = [kill('a', '/x/a', at(10)), kill('b', '/x/b', at(31.5))];
    expect(cascade(a, b)).toContain('a (pid 7) had been killed 22 s before b (pid 7).');
  });

  it('is read from the boot clock where lines were stamped late', () => {
    const late = (stamp: string) => `2026-11-21T02:25:${stamp}Z`;
    const [a, b] = [kill('a', '/x/a', at(9750, late('37'))), kill('b', '/x/b', at(9750.4, late('44')))];
    expect(cascade(a, b)).toContain('had been killed 0.4 s before');
    const [c, d] = [kill('c', '/x/a', at(3, late('37'))), kill('d', '/x/b', at(3.4, late('44')))];
    expect(cascade(c, d)).toContain('had been killed 7 s before');
  });

  it('is read from the wall clock where another boot lies between', () => {
    const [a, b] = [kill('a', '/x/a', at(10)), kill('b', '/x/b', at(30, '2026-11-21T09:00:00Z'))];
    expect(cascade(a, b)).toBeUndefined();
  });

  it('is left open where both have the same stamp', () => {
    const minute = { wall: '2026-11-21T02:25', wallSource: 'inferred-year' } as const;
    expect(cascade(kill('a', '/x', minute), kill('b', '/x', minute))).toContain(
      'had been killed just before',
    );
  });

  function at(uptimeSeconds: number, wall = '2026-11-21T02:25:00Z') {
    return { wall, wallSource: 'log', uptimeSeconds } as const;
  }
});

describe('whether the first kill could have helped', () => {
  const [early, late] = [{ uptimeSeconds: 10 }, { uptimeSeconds: 12 }];
  const apart = 'Its memory did not count against the limit that was hit now';
  const near = 'That freed too little';
  const within = 'That kill was for a smaller limit of its own';
  const open = 'Whether its memory counted against the limit that was hit now is not in the log';

  it.each([
    ['beside it', kill('a', '/pods/a', early), kill('b', '/pods/b', late), apart],
    ['a name that begins alike', kill('a', '/pods/ab', early), kill('b', '/pods/a', late), apart],
    ['below it', kill('a', '/pods/a', early), kill('b', '/pods', late), within],
    ['of the same limit', kill('a', '/pods', early), kill('b', '/pods', late), near],
    ['the machine before', kill('a', '/pods/a', early, 'system'), kill('b', '/pods/b', late), apart],
    ['a limit that the log does not name', kill('a', '/pods/a', early), unnamed('b', late), open],
    ['a place that it does not name', unnamed('a', early), kill('b', '/pods/b', late), open],
    ['the machine after', kill('a', '/pods/a', early), kill('b', '/pods/b', late, 'system'), within],
    ['the machine both times', kill('a', '/x', early, 'system'), kill('b', '/x', late, 'system'), near],
  ])('%s', (_, before, after, words) => expect(cascade(before, after)).toContain(words));
});

describe('lines that the log has twice', () => {
  const at = (uptimeSeconds: number, id: string) => ({
    ...kill('java', '/x', { wall: '2026-11-21T02:25:00Z', wallSource: 'log', uptimeSeconds }),
    id,
  });
  const told = (event: OomReport, history: readonly OomReport[]) =>
    diagnose(event, history).diagnosis.findings.find(({ rule }) => rule === 'repeated-kill')?.title;

  it('are one kill', () => {
    expect(told(at(10, 'b'), [at(10, 'a')])).toBeUndefined();
    expect(told(at(20, 'd'), [at(10, 'a'), at(20, 'b'), at(10, 'c')])).toBe('java was killed here 2 times');
  });

  it('are one kill in the overview too', () => {
    const events = [at(10, 'a'), at(70, 'b'), at(10, 'c'), at(70, 'd')];
    expect(overview(events).groups).toMatchObject([{ count: 4, series: { count: 2 } }]);
  });
});

describe('kills minutes apart', () => {
  const inTurn = (pids: readonly number[]) =>
    pids.map((pid, index) => {
      const event = kill('java', '/x', { wall: null, wallSource: null, uptimeSeconds: 1000 + 60 * index });
      return { ...event, id: String(pid), victims: event.victims.map((victim) => ({ ...victim, pid })) };
    });
  const told = (pids: readonly number[]) => {
    const events = inTurn(pids);
    const last = events.at(-1) ?? kill('java', '/x', { wall: null, wallSource: null, uptimeSeconds: 0 });
    const { findings } = diagnose(last, events.slice(0, -1)).diagnosis;
    return {
      isLoop: findings.some(({ rule }) => rule === 'kill-storm'),
      detail: findings.find(({ rule }) => rule === 'repeated-kill')?.detail,
      reading: overview(events).groups[0]?.reading,
    };
  };

  it('are of a program that is restarted where the pids rise', () => {
    expect(told([100, 200, 300, 400])).toMatchObject({
      isLoop: true,
      reading: 'a crash loop: killed and restarted 4 times, about every 1 min',
    });
  });

  it('are of several that ran at once where a later one has a lower pid', () => {
    const { isLoop, detail, reading } = told([100, 400, 300, 500]);
    expect(isLoop).toBe(false);
    expect(detail).toContain('several of them ran at once, unless pids began anew in between');
    expect(reading).toBe('4 kills within 3 min, likely of several that ran at once');
  });
});
