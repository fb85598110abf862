/** The Markdown report, read back by a real Markdown parser with the extensions of code hosts. */
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../../src/render/markdown/escape.js';
import { renderMarkdown } from '../../src/render/markdown.js';
import { viewEvents } from '../../src/render/view.js';
import { HOSTILE, hostileEvent } from '../kit/hostile.js';
import { kubepodsKill, postgresPool, sampleEvents } from '../kit/sample-events.js';
import { sampleLogs } from '../kit/sample-log.js';

const NOW = '2026-11-20T08:00:00+01:00';
const RENDERS = '../../fixtures/renders';

function toHtml(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** The order of all tags: what a text must not be able to change. A code span may become plain text. */
function structure(html: string): string {
  return (html.match(/<\/?[a-z]\w*[^>]*>/gi) ?? []).filter((tag) => !/^<\/?code>$/.test(tag)).join('');
}

/** Two events with the text in every field, and in the log that is quoted. */
function hostileMarkdown(text: string): string {
  const lines = Array.from({ length: 50 }, () => text);
  const view = viewEvents([hostileEvent(text), hostileEvent(text)]);
  return renderMarkdown(view, { log: [{ path: text, firstLine: 1, lines }] });
}

const plainStructure = structure(toHtml(hostileMarkdown('plain')));

describe('renderMarkdown', () => {
  it.each([
    ['kubepods', [kubepodsKill()]],
    ['postgres', [postgresPool()]],
    ['several', sampleEvents()],
  ] as const)('draws %s', async (name, events) => {
    const text = renderMarkdown(viewEvents(events, { now: NOW }));
    await expect(text).toMatchFileSnapshot(`${RENDERS}/${name}.md`);
  });

  it('quotes the end of the log where it has it', () => {
    const text = renderMarkdown(viewEvents([postgresPool()]), { log: sampleLogs() });
    const quote = text.slice(text.indexOf('## From the log'));
    expect(quote).toMatch(/Without the \d+ lines before:/);
    expect(quote.match(/^\d+: Nov 20/gm)).toHaveLength(40);
    expect(quote).toContain('\n10349: Nov 20');
    expect(renderMarkdown(viewEvents([postgresPool()]))).not.toContain('From the log');
  });

  it.each(HOSTILE.filter(({ text }) => text.trim() !== ''))('keeps its structure for $aim', ({ text }) => {
    const html = toHtml(hostileMarkdown(text));
    expect(structure(html)).toBe(plainStructure);
    expect(html.replace(/<code>.*?<\/code>/gs, '')).not.toMatch(/@\w|#\d|GH-\d/);
  });

  it.each(HOSTILE.filter(({ text }) => text.trim() === ''))(
    'says so where there is nothing: $aim',
    ({ text }) => {
      expect(renderMarkdown(viewEvents([hostileEvent(text)]))).toContain('(blank)');
    },
  );

  it('would change its structure if text stood in it unescaped', () => {
    const changed = HOSTILE.filter(
      ({ text }) => structure(toHtml(`a ${text}\n\n| ${text} |\n`)) !== structure(toHtml('a b\n\n| b |\n')),
    );
    expect(changed.length).toBeGreaterThan(10);
  });

  it.each([
    '1. x',
    '- x',
    '# x',
    '+ x',
    '> x',
    '1) x',
    '=== x',
    'a_b_c',
    '*x*',
    'http://x.example',
    'www.x.example',
    'a@b.example',
  ])('writes %s as text', (text) => {
    expect(structure(toHtml(escapeMarkdown(text)))).toBe('<p></p>');
  });

  it('says nothing for no events', () => {
    expect(renderMarkdown(viewEvents([]))).toBe('');
  });
});
