/** A real SMTP server that keeps what it gets, and can refuse in the ways mail servers do. */
import type { AddressInfo, Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export interface MailServerOptions {
  readonly key?: string;
  readonly cert?: string;
  readonly isImplicit?: boolean;
  readonly withoutStarttls?: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly refuseDataWith?: number;
  readonly refuseRecipientsWith?: number;
  readonly refuseOnly?: string;
  /** With what; 550 where it is not said. */
  readonly refuseOnlyWith?: number;
  /** Bytes; larger mails get 552. */
  readonly refuseAbove?: number;
  readonly dropAfterData?: boolean;
  /** What happens at one step of the next sessions: a refusal by its code, a cut connection, or no answer at all. */
  readonly fault?: { readonly at: MailStage; readonly how: number | 'drop' | 'hang' };
}

/** `connect`: the greeting. `data`: the end of the text. */
export type MailStage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data';

export interface ReceivedMail {
  readonly raw: Buffer;
  readonly recipients: readonly string[];
  readonly isSecure: boolean;
  readonly atMs: number;
}

export interface MailServer {
  readonly port: number;
  readonly mails: ReceivedMail[];
  parsed(): Promise<ParsedMail[]>;
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const needsLogin = options.user !== undefined;
  const server = new SMTPServer({
    secure: options.isImplicit ?? false,
    ...(options.key === undefined ? {} : { key: options.key, cert: options.cert }),
    authOptional: !needsLogin,
    allowInsecureAuth: true,
    disabledCommands: [
      ...(options.withoutStarttls === true ? ['STARTTLS'] : []),
      ...(needsLogin ? [] : ['AUTH']),
    ],
    logger: false,
    onConnect: (_, done) => step({ options, sockets }, 'connect', done),
    onMailFrom: (_, __, done) => step({ options, sockets }, 'mail', done),
    onAuth(auth, _, done) {
      if (options.fault?.at === 'auth') {
        step({ options, sockets }, 'auth', (error) => done(error ?? null));
        return;
      }
      const isRight = auth.username === options.user && auth.password === options.password;
      done(isRight ? null : refusal(535, 'wrong password'), { user: auth.username });
    },
    onRcptTo({ address }, _, done) {
      if (options.fault?.at === 'rcpt') step({ options, sockets }, 'rcpt', done);
      else if (options.refuseRecipientsWith !== undefined)
        done(refusal(options.refuseRecipientsWith, 'not now'));
      else
        done(address === options.refuseOnly ? refusal(options.refuseOnlyWith ?? 550, 'not this one') : null);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => finish({ options, mails, sockets }, Buffer.concat(parts), session, done));
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    mails,
    parsed: () => Promise.all(mails.map(({ raw }) => simpleParser(raw))),
    async until(count) {
      const end = Date.now() + 20_000;
      while (mails.length < count) {
        if (Date.now() > end) throw new Error(`only ${mails.length} of ${count} mails came`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function finish(
  {
    options,
    mails,
    sockets,
  }: { options: MailServerOptions; mails: ReceivedMail[]; sockets: ReadonlySet<Socket> },
  raw: Buffer,
  session: SMTPServerSession,
  done: (error?: Error | null) => void,
): void {
  if (options.fault?.at === 'data') {
    step({ options, sockets }, 'data', done);
    return;
  }
  if (options.refuseDataWith !== undefined) {
    done(refusal(options.refuseDataWith, 'refused'));
    return;
  }
  if (options.refuseAbove !== undefined && raw.length > options.refuseAbove) {
    done(refusal(552, 'too large'));
    return;
  }
  mails.push({
    raw,
    recipients: session.envelope.rcptTo.map(({ address }) => address),
    isSecure: session.secure,
    atMs: Date.now(),
  });
  if (options.dropAfterData !== true) done();
  else for (const socket of sockets) socket.destroy();
}

function step(
  { options, sockets }: { options: MailServerOptions; sockets: ReadonlySet<Socket> },
  stage: MailStage,
  done: (error?: Error | null) => void,
): void {
  const how = options.fault?.at === stage ? options.fault.how : null;
  if (how === null) done();
  else if (typeof how === 'number') done(refusal(how, 'not as it should be'));
  else if (how === 'drop') for (const socket of sockets) socket.destroy();
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
