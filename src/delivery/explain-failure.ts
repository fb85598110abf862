/**
 * What the network said of an attempt that failed -> what is wrong, with what to look at. Errors of Node and of its packages
 * wrap one another, and often only the innermost says more than "fetch failed".
 */

interface Cause {
  readonly pattern: RegExp;
  /** Follows what the system said. */
  readonly advice: string;
  /** The connection was not made, so nothing can have arrived. */
  readonly isNeverSent: boolean;
}

const never = (pattern: RegExp, advice: string): Cause => ({ pattern, advice, isNeverSent: true });

const CAUSES: readonly Cause[] = [
  never(/\bECONNREFUSED\b/, 'nothing listens there; check host and port, and whether it runs'),
  never(/\bENOTFOUND\b/, 'there is no host of that name; check the name, and the DNS of this machine'),
  never(/\bEAI_AGAIN\b/, 'the name could not be looked up; check the DNS of this machine'),
  never(/\b(?:EHOSTUNREACH|ENETUNREACH)\b/, 'no way leads there; check the address, routes and firewalls'),
  never(/\bUND_ERR_CONNECT_TIMEOUT\b/, 'the connection was not made in time; check firewalls'),
  never(
    /self[- ]signed certificate|\b(?:UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)\b|unable to (?:verify the first|get (?:local )?issuer) certificate/,
    'no authority that is known here signed its certificate; name the file of yours in NODE_EXTRA_CA_CERTS (for mail: smtp.ca)',
  ),
  never(
    /\bCERT_HAS_EXPIRED\b|certificate has expired/,
    'its certificate has to be renewed, or the clock of this machine is wrong',
  ),
  never(
    /\bERR_TLS_CERT_ALTNAME_INVALID\b|does not match certificate's altnames/,
    'its certificate is for another name; use the name that stands in it',
  ),
  never(
    /wrong version number/,
    'it does not speak TLS at that port; check the port, or use http or tls: none',
  ),
];

export interface ExplainedFailure {
  readonly reason: string;
  readonly isNeverSent: boolean;
}

export function explainFailure(error: unknown): ExplainedFailure {
  const messages = messagesOf(error);
  const whole = messages.map(({ code, text }) => `${code} ${text}`).join('\n');
  const cause = CAUSES.find(({ pattern }) => pattern.test(whole));
  const said = shortened(messages.at(-1) ?? { code: '', text: String(error) });
  return cause === undefined
    ? { reason: said, isNeverSent: false }
    : { reason: `${said}: ${cause.advice}`, isNeverSent: cause.isNeverSent };
}

interface Message {
  readonly code: string;
  readonly text: string;
}

const DEEPEST = 8;

/** From the outermost error to the innermost; of several tries to connect, the last. */
function messagesOf(error: unknown): readonly Message[] {
  const found: Message[] = [];
  let inner: unknown = error;
  for (let depth = 0; depth < DEEPEST && inner instanceof Error; depth++) {
    const { code, original, errors, cause } = inner as {
      readonly code?: unknown;
      readonly original?: unknown;
      readonly errors?: readonly unknown[];
      readonly cause?: unknown;
    };
    found.push({ code: typeof code === 'string' ? code : '', text: inner.message });
    inner = original ?? errors?.at(-1) ?? cause;
  }
  return found;
}

/** OpenSSL names its own source file; the reason stands in front of it. */
function shortened({ code, text }: Message): string {
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(text)?.[1];
  return reason ?? (text === '' ? code : text);
}
