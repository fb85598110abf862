/** The service's own HTTP, for this machine: metrics, health, readiness, status. Reads only. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpAnswers {
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
  /** Null when all is well, else what is not. */
  readonly unhealthy: () => string | null;
  readonly unready: () => string | null;
  readonly status: () => object;
}

export interface HttpService {
  readonly address: string;
  close(): Promise<void>;
}

/** `listen`: `ADDRESS:PORT`. */
export async function startHttp(listen: string, answers: HttpAnswers): Promise<HttpService> {
  const at = listen.lastIndexOf(':');
  const host = listen.slice(0, at).replace(/^\[|\]$/g, '');
  const server = createServer({ requestTimeout: 5000, headersTimeout: 5000 }, (request, response) => {
    const send = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    };
    answer(request.method ?? '', request.url ?? '', answers, send).catch((error: unknown) =>
      send(500, `${String(error)}\n`),
    );
  });
  server.maxConnections = 32;
  await listenOn(server, host, Number(listen.slice(at + 1)));
  const { address, port } = server.address() as AddressInfo;
  return {
    address: `${address}:${port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(
  method: string,
  url: string,
  answers: HttpAnswers,
  send: (status: number, text: string, type?: string) => void,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') {
    send(405, 'only GET\n');
    return;
  }
  switch (url.split('?')[0]) {
    case '/metrics': {
      const { text, contentType } = await answers.metrics();
      send(200, text, contentType);
      return;
    }
    case '/healthz':
      sendState(answers.unhealthy(), send);
      return;
    case '/readyz':
      sendState(answers.unready(), send);
      return;
    case '/status':
      send(200, `${JSON.stringify(answers.status())}\n`, 'application/json');
      return;
    default:
      send(404, 'here are /metrics, /healthz, /readyz and /status\n');
  }
}

function sendState(problem: string | null, send: (status: number, text: string) => void): void {
  if (problem === null) send(200, 'ok\n');
  else send(503, `${problem}\n`);
}
