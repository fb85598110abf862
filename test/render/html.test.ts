/** The HTML report as text: its committed fixtures, what it must contain and what it must never contain. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.js';
import { html } from '../../src/render/markup.js';
import { viewEvents } from '../../src/render/view.js';
import { kubepodsKill, postgresPool, sampleEvents } from '../kit/sample-events.js';
import { sampleLogs } from '../kit/sample-log.js';

const NOW = '2026-11-20T08:00:00+01:00';
const RENDERS = '../../fixtures/renders';

describe('renderHtml', () => {
  it.each([
    ['kubepods', [kubepodsKill()]],
    ['postgres', [postgresPool()]],
    ['several', sampleEvents()],
  ] as const)('draws %s', async (name, events) => {
    const page = renderHtml(viewEvents(events, { now: NOW }), { log: sampleLogs() });
    await expect(page).toMatchFileSnapshot(`${RENDERS}/${name}.html`);
  });

  it('allows exactly its own style and script', () => {
    const page = renderHtml(viewEvents([kubepodsKill()]));
    for (const element of ['style', 'script']) {
      const text = page.split(`<${element}>`)[1]?.split(`</${element}>`)[0] ?? '';
      const hash = createHash('sha256').update(text).digest('base64');
      expect(page).toContain(`${element}-src 'sha256-${hash}'`);
    }
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/unsafe-inline|\bstyle="|\son\w+=/);
  });

  it('links evidence to quoted lines, and to nothing where the log is not given', () => {
    const view = viewEvents([postgresPool()]);
    const withLog = renderHtml(view, { log: sampleLogs() });
    expect(withLog).toContain('href="#log0-10335"');
    expect(withLog).toContain('id="log0-10335"');
    expect(renderHtml(view)).not.toContain('href="#log');
  });

  it('puts the parts of one input together, however they overlap', () => {
    const [log] = sampleLogs();
    if (log === undefined) throw new Error('no sample log');
    const part = (from: number, to: number) => ({
      path: log.path,
      firstLine: from,
      lines: log.lines.slice(from - log.firstLine, to - log.firstLine + 1),
    });
    const view = viewEvents([postgresPool()]);
    const whole = renderHtml(view, { log: [log] });
    expect(renderHtml(view, { log: [part(10_300, 10_400), part(10_201, 10_320)] })).toBe(whole);
    expect(renderHtml(view, { log: [part(10_233, 10_240), part(10_335, 10_335)] })).toContain(
      '94 lines left out',
    );
  });

  it('quotes only lines of the events and of their evidence, and counts what lies between', () => {
    const page = renderHtml(viewEvents([postgresPool()]), { log: sampleLogs() });
    expect(page).not.toContain('id="log0-10232"');
    expect(page).toContain('id="log0-10233"');
    expect(page).toContain('id="log0-10349"');
    expect(page).toContain('7 lines left out');
  });

  it('stays readable for a storm: a hundred events in full, all in the table', () => {
    const page = renderHtml(viewEvents(Array.from({ length: 120 }, () => kubepodsKill())));
    expect(page.match(/<article /g)).toHaveLength(100);
    expect(page).toContain('href="#event100"');
    expect(page).not.toContain('href="#event101"');
    expect(page).toContain('Of these, the newest 100 events are told in full');
    const linkOf = (row: number) =>
      new RegExp(`<td class="number">${row}</td>.*?<th[^>]*>(?:<a href="#(event\\d+)")?`).exec(page)?.[1];
    expect([linkOf(20), linkOf(21), linkOf(120)]).toEqual([undefined, 'event1', 'event100']);
    expect(page).toContain('<td class="number">120</td>');
  });

  it('shows of a table that no browser shows the largest tasks, and what was killed and asked, however small', () => {
    const event = kubepodsKill();
    const [row] = event.tasks;
    if (row === undefined) throw new Error('no sample task');
    const large = Array.from({ length: 6000 }, (_, index) => ({
      ...row,
      pid: 1_000_000 + index,
      rssBytes: 2 ** 40 - index * 4096,
    }));
    const page = renderHtml(viewEvents([{ ...event, tasks: [...event.tasks, ...large] }]));
    const table = page.slice(
      page.indexOf('class="sortable"'),
      page.indexOf('</table>', page.indexOf('class="sortable"')),
    );
    const victim = event.victims[0]?.pid;
    expect(page).toContain('Shown are the 5,000 largest, what was killed and what asked for memory.');
    expect(table).toContain('>1000000<');
    expect(table).not.toContain('>1005999<');
    expect(table).toContain(`>${victim}<`);
    expect(renderHtml(viewEvents([event]))).not.toContain('Shown are');
  });

  it('folds the table of a storm of thousands', () => {
    const page = renderHtml(viewEvents(Array.from({ length: 1700 }, () => kubepodsKill())));
    expect(page.match(/<summary>Events [^<]*/g)).toEqual([
      '<summary>Events 1 to 500',
      '<summary>Events 501 to 1,000',
      '<summary>Events 1,001 to 1,200',
    ]);
    expect(page).toContain('<td class="number">1700</td>');
  });

  it('gives exact sizes in titles', () => {
    expect(renderHtml(viewEvents([kubepodsKill()]))).toContain('title="513,167,360 bytes">489 MiB<');
  });
});

describe('html', () => {
  it('escapes every value that is not markup', () => {
    expect(html`<a title="${'"<&\'>'}">${html`<b>`}${[html`1`, html`2`]}${null}${3}</a>`.markup).toBe(
      '<a title="&quot;&lt;&amp;&#39;&gt;"><b>123</a>',
    );
  });
});
