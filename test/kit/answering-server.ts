/** An HTTP server that keeps what it gets and answers as the test says, one answer a request. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type GivenAnswer =
  | 'reset'
  | 'hang'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answering {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** Used up one by one; then `otherwise` answers. */
  readonly answers: GivenAnswer[];
  close(): Promise<void>;
}

/** `otherwise`: the rules of the service that it stands for. */
export async function startAnswering(
  otherwise: (request: ReceivedRequest) => GivenAnswer = () => ({ status: 200 }),
): Promise<Answering> {
  const requests: ReceivedRequest[] = [];
  const answers: GivenAnswer[] = [];
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += (chunk as Buffer).toString('utf8');
    const request = { path: incoming.url ?? '', headers: incoming.headers, body };
    requests.push(request);
    const answer = answers.shift() ?? otherwise(request);
    if (answer === 'reset') response.destroy();
    else if (answer !== 'hang')
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    answers,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
