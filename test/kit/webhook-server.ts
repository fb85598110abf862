/** A receiver of webhooks that checks signatures, counts what is new and what comes again, and can misbehave. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to the next request. `drop-after`: it is taken in, and the connection cut before the answer. */
export type WebhookFault =
  | 'drop-before'
  | 'drop-after'
  | 'hang'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

export interface WebhookServer {
  readonly url: string;
  /** Bodies by their idempotency key: what arrived. */
  readonly received: ReadonlyMap<string, string>;
  /** How often a key came again after it had been taken in. */
  repeats: number;
  /** Wrong or missing signatures. */
  readonly complaints: string[];
  /** Used up one by one. */
  readonly faults: WebhookFault[];
  close(): Promise<void>;
}

export const WEBHOOK_SECRET = 'webhook-signing-secret';

export async function startWebhookServer(): Promise<WebhookServer> {
  const received = new Map<string, string>();
  const state = { received, repeats: 0, complaints: [] as string[], faults: [] as WebhookFault[] };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += (chunk as Buffer).toString('utf8');
    const fault = state.faults.shift();
    if (fault === 'hang') return;
    if (fault === 'drop-before') {
      response.destroy();
      return;
    }
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? '');
      return;
    }
    const complaint = complaintAbout(request, body);
    if (complaint !== null) state.complaints.push(complaint);
    const key = String(request.headers['idempotency-key']);
    if (received.has(key)) state.repeats++;
    received.set(key, body);
    if (fault === 'drop-after') response.destroy();
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    close(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  });
}

function complaintAbout({ headers }: IncomingMessage, body: string): string | null {
  const signed = `${String(headers['x-oomscope-timestamp'])}.${body}`;
  const expected = createHmac('sha256', WEBHOOK_SECRET).update(signed).digest('hex');
  return headers['x-oomscope-signature'] === `v1=${expected}` ? null : 'the signature is wrong';
}
