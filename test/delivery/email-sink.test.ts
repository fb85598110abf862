import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chartPicture } from '../../src/delivery/email/chart-picture.js';
import { createEmailSink } from '../../src/delivery/email/email-sink.js';
import { type MailServer, startMailServer } from '../kit/mail-server.js';
import { postgresPool } from '../kit/sample-events.js';
import { hostileEvents } from './hostile-letters.js';
import { letter, never, storedEvent } from './letters.js';

const hasPictures =
  (await chartPicture('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')) !== null;
let server: MailServer;
let keys = '';
beforeAll(() => {
  keys = mkdtempSync(join(tmpdir(), 'oomscope-mail-'));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', join(keys, 'key.pem'), '-out', join(keys, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject],
    { stdio: 'ignore' },
  );
});
afterAll(() => rmSync(keys, { recursive: true }));
afterEach(() => server?.close());

const pem = (name: string) => readFileSync(join(keys, name), 'utf8');

async function start(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  server = await startMailServer(options);
  return server;
}

function sink(more: Partial<Parameters<typeof createEmailSink>[0]> = {}) {
  return createEmailSink({
    ...{ name: 'm', from: 'oomscope <oomscope@web1.test>', to: ['oncall@example.test', 'team@example.test'] },
    ...{
      host: '127.0.0.1',
      port: server.port,
      tls: 'none',
      user: null,
      password: null,
      domain: 'web1.test',
      timeoutMs: 1000,
      ...more,
    },
  });
}

describe('mail', () => {
  it('arrives whole, with text and markup, threaded by stable ids', async () => {
    await start();
    const mail = sink();
    const log = { path: 'kern.log', firstLine: 1, lines: ['a line'] };
    expect(await mail.send(letter({ kind: 'incident' }, { log }), never)).toMatchObject({
      kind: 'delivered',
      warning: null,
    });
    expect(await mail.send(letter({ kind: 'repeat', why: 'escalation' }), never)).toMatchObject({
      kind: 'delivered',
    });
    expect(await mail.send(letter({ kind: 'closing' }), never)).toMatchObject({ kind: 'delivered' });
    await mail.close();
    const [first, repeat, closing] = await server.parsed();
    expect(first?.subject).toContain('OOM on');
    expect(first?.text).toContain('12 kills by now');
    expect(first?.html).toContain('12 kills by now');
    expect(first?.messageId).toBe('<incident-1@web1.test>');
    expect([repeat?.inReplyTo, closing?.references]).toEqual([
      '<incident-1@web1.test>',
      '<incident-1@web1.test>',
    ]);
    expect(first?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(server.mails[0]?.recipients).toEqual(['oncall@example.test', 'team@example.test']);
    expect(repeat?.html).not.toContain('<!channel>');
  });

  it('sends digests, and nothing for what mail cannot show', async () => {
    await start();
    const mail = sink();
    const entries = [{ atMs: 0, host: 'web1', headline: 'java killed', place: 'pod', count: 3 }];
    await mail.send(letter({ kind: 'digest', reason: 'digest', entries }, { thread: null }), never);
    await mail.send(letter({ kind: 'update' }), never);
    await mail.send(letter({ kind: 'details' }), never);
    await mail.close();
    const parsed = await server.parsed();
    expect(parsed.map(({ subject }) => subject)).toEqual(['OOM: 3 out-of-memory events in the last hour']);
  });

  it('marks what comes from a text log and what may be a repetition', async () => {
    await start();
    const mail = sink();
    await mail.send(
      letter({ kind: 'incident' }, { event: storedEvent({ trust: 'unverified' }), isInDoubt: true }),
      never,
    );
    await mail.close();
    const [parsed] = await server.parsed();
    for (const part of [parsed?.text, String(parsed?.html)]) {
      expect(part).toContain('text log');
      expect(part).toContain('may be a repetition');
    }
  });

  it.skipIf(!hasPictures)('brings a picture of the memory that the text refers to', async () => {
    await start();
    const mail = sink();
    const event = storedEvent({ event: postgresPool() });
    await mail.send(letter({ kind: 'incident' }, { event }), never);
    await mail.close();
    const [parsed] = await server.parsed();
    const [picture] = parsed?.attachments ?? [];
    expect(picture).toMatchObject({ contentType: 'image/png', contentDisposition: 'inline', related: true });
    expect(picture?.content.subarray(1, 4).toString()).toBe('PNG');
    // The parser puts the picture in the place that refers to it.
    expect(String(parsed?.html)).toMatch(/<img src="data:image\/png;base64,[^"]+" alt="3\.86 GiB usable RAM/);
    expect(parsed?.text).toContain('Where the memory went: 3.86 GiB usable RAM');
  });

  it('lets no name out of a log into a header', async () => {
    await start();
    const mail = sink();
    for (const event of hostileEvents())
      expect(await mail.send(letter({ kind: 'incident' }, { event }), never)).toMatchObject({
        kind: 'delivered',
      });
    await mail.close();
    for (const parsed of await server.parsed()) {
      expect([...parsed.headers.keys()]).not.toContain('bcc');
      expect(parsed.subject).not.toMatch(/[\r\n]/);
      expect(parsed.to).toBeDefined();
    }
  });
});

describe('secure mail', () => {
  it('requires TLS by STARTTLS, signs in, and uses implicit TLS', async () => {
    const tls = { key: pem('key.pem'), cert: pem('cert.pem'), user: 'u', password: 'p4ssw0rd' };
    for (const kind of ['starttls', 'implicit'] as const) {
      await start({ ...tls, isImplicit: kind === 'implicit' });
      const mail = sink({
        host: 'localhost',
        tls: kind,
        ca: pem('cert.pem'),
        user: 'u',
        password: 'p4ssw0rd',
      });
      expect(await mail.send(letter({ kind: 'incident' }), never)).toMatchObject({ kind: 'delivered' });
      expect(server.mails[0]?.isSecure).toBe(true);
      await mail.close();
      await server.close();
    }
  });

  it('sends nothing where TLS is not to be had, or the certificate is unknown, or the password wrong', async () => {
    await start({ withoutStarttls: true });
    expect(await sink({ tls: 'starttls' }).send(letter({ kind: 'incident' }), never)).toMatchObject({
      kind: 'retryLater',
    });
    await server.close();
    const tls = { key: pem('key.pem'), cert: pem('cert.pem'), user: 'u', password: 'other' };
    await start(tls);
    expect(
      await sink({ host: 'localhost', tls: 'starttls' }).send(letter({ kind: 'incident' }), never),
    ).toMatchObject({ kind: 'retryLater' });
    const refused = await sink({
      host: 'localhost',
      tls: 'starttls',
      ca: pem('cert.pem'),
      user: 'u',
      password: 'p4ssw0rd',
    }).send(letter({ kind: 'incident' }), never);
    expect(refused.kind).toBe('rejected');
    expect(JSON.stringify(refused)).not.toContain('p4ssw0rd');
    expect(server.mails).toEqual([]);
  });
});

describe('verdicts', () => {
  it.each([
    [451, 'retryLater'],
    [421, 'retryLater'],
    [550, 'rejected'],
  ])('%i at the end of the text: %s', async (code, kind) => {
    await start({ refuseDataWith: code });
    expect(await sink().send(letter({ kind: 'incident' }), never)).toMatchObject({ kind });
  });

  it('greylisting at the recipient is a retry', async () => {
    await start({ refuseRecipientsWith: 450 });
    expect(await sink().send(letter({ kind: 'incident' }), never)).toMatchObject({
      kind: 'retryLater',
      isInDoubt: false,
    });
  });

  it('tells of recipients that were refused while others got it', async () => {
    await start({ refuseOnly: 'team@example.test' });
    expect(await sink().send(letter({ kind: 'incident' }), never)).toMatchObject({
      kind: 'delivered',
      warning: 'refused for team@example.test',
    });
  });

  it('sends a shorter mail where the server has no room for the long one', async () => {
    await start({ refuseAbove: 8000 });
    const lines = Array.from({ length: 400 }, (_, index) => `line ${index} ${'x'.repeat(200)}`);
    const result = await sink().send(
      letter({ kind: 'incident' }, { log: { path: 'kern.log', firstLine: 1, lines } }),
      never,
    );
    expect(result).toMatchObject({ kind: 'delivered' });
    const [parsed] = await server.parsed();
    expect(parsed?.html).toBe(false);
  });

  it('is in doubt when the connection breaks after the text, and not before', async () => {
    await start({ dropAfterData: true });
    expect(await sink().send(letter({ kind: 'incident' }), never)).toMatchObject({
      kind: 'retryLater',
      isInDoubt: true,
    });
    const { port } = server;
    await server.close();
    expect(await sink({ port }).send(letter({ kind: 'incident' }), never)).toMatchObject({
      kind: 'retryLater',
      isInDoubt: false,
    });
  });
});
