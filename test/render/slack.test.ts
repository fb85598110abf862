/** Slack messages: the committed ones, and Slack's limits for anything a log may hold. */
import { describe, expect, it } from 'vitest';
import { renderSlack } from '../../src/render/slack.js';
import { viewEvent } from '../../src/render/view.js';
import type { OomEvent } from '../../src/report/event.js';
import { HOSTILE, hostileEvent } from '../kit/hostile.js';
import { sampleTask } from '../kit/sample-event.js';
import { bareKill, kubepodsKill, postgresPool, sampleEvents } from '../kit/sample-events.js';
import { sampleLogs } from '../kit/sample-log.js';
import { slackComplaints } from '../kit/slack-validator.js';

const NOW = '2026-11-20T08:00:00+01:00';
const RENDERS = '../../fixtures/renders';

function messagesOf(event: OomEvent, log = sampleLogs()) {
  const { root, replies } = renderSlack(viewEvent(event, { now: NOW }), { log });
  return [root, ...replies];
}

/** Everything at its largest: many tasks, victims, findings and long lines. */
function hugeEvent(): OomEvent {
  const event = postgresPool();
  const [finding] = event.diagnosis.findings;
  if (!finding) throw new Error('the sample has findings');
  const long = {
    ...finding,
    detail: 'detail "quoted" \\ '.repeat(400),
    evidence: Array(30).fill({ text: 'x'.repeat(5000), line: 3 }),
  };
  return {
    ...event,
    tasks: Array.from({ length: 3000 }, (_, index) => sampleTask(index, `worker-${index}`, index * 4096)),
    victims: Array.from({ length: 200 }, (_, index) => ({ ...(event.victims[0] ?? fail()), pid: index })),
    diagnosis: { ...event.diagnosis, summary: '"summary" '.repeat(2000), findings: Array(40).fill(long) },
  };
}

function fail(): never {
  throw new Error('the sample has a victim');
}

describe('renderSlack', () => {
  it.each([
    ['kubepods', kubepodsKill()],
    ['postgres', postgresPool()],
    ['bare', bareKill()],
  ] as const)('writes %s', async (name, event) => {
    const messages = renderSlack(viewEvent(event, { now: NOW }), { log: sampleLogs() });
    await expect(`${JSON.stringify(messages, null, 2)}\n`).toMatchFileSnapshot(
      `${RENDERS}/${name}.slack.json`,
    );
  });

  it('keeps to the limits of Slack, the first message to 12 blocks and 6000 characters', () => {
    const longLog = [
      { path: '/var/log/kern.log', firstLine: 10_233, lines: Array(109).fill('y'.repeat(4000)) },
    ];
    for (const event of [...sampleEvents(), hugeEvent()]) {
      const [root, ...replies] = messagesOf(event, longLog);
      for (const message of [root, ...replies]) expect(slackComplaints(message)).toEqual([]);
      expect(root?.blocks.length).toBeLessThanOrEqual(12);
      expect(JSON.stringify(root?.blocks).length).toBeLessThanOrEqual(6000);
    }
  });

  it.each(HOSTILE)('takes the life out of $aim', ({ text }) => {
    const log = [{ path: text, firstLine: 1, lines: Array(50).fill(text) }];
    for (const message of messagesOf(hostileEvent(text), log)) expect(slackComplaints(message)).toEqual([]);
  });

  it('puts log text only where Slack shows it as it is', () => {
    const types = JSON.stringify(messagesOf(hostileEvent('<!channel> *x*')).map((message) => message.blocks));
    expect(types).not.toContain('mrkdwn');
    expect(types).toContain('<!channel> *x*');
  });

  it('names victim, limit and first step in the first message', () => {
    const [root] = messagesOf(kubepodsKill());
    const text = JSON.stringify(root);
    for (const words of ['node (pid 41877) killed', '512 MiB of 512 MiB (100 %)', 'max-old-space-size'])
      expect(text).toContain(words);
  });
});

describe('slackComplaints', () => {
  const good = renderSlack(viewEvent(kubepodsKill())).root;
  const withBlock = (block: unknown) => ({ ...good, blocks: [block] });

  it.each([
    ['an empty message', { text: '', blocks: [] }],
    ['a mention in the fallback', { ...good, text: '<!channel> fire' }],
    ['a bare mention', { ...good, text: 'hello @here' }],
    ['51 blocks', { ...good, blocks: Array(51).fill({ type: 'divider' }) }],
    ['too much text', { ...good, blocks: Array(5).fill(richText('x'.repeat(3000))) }],
    [
      'a long header',
      withBlock({ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151), emoji: false } }),
    ],
    ['emoji', withBlock({ type: 'header', text: { type: 'plain_text', text: ':fire:' } })],
    ['empty rich text', withBlock(richText(''))],
    ['raw text as mrkdwn', withBlock({ type: 'section', text: { type: 'mrkdwn', text: '<!here>' } })],
    [
      'eleven elements',
      withBlock({ type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }),
    ],
  ])('complains about %s', (_, message) => {
    expect(slackComplaints(message)).not.toEqual([]);
  });

  function richText(text: string) {
    return {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
    };
  }
});
