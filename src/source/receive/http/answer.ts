/** What a request over HTTP is told: JSON with a status, and with the reason where it is refused. */

export interface Answer {
  readonly status: number;
  /** Bytes are protobuf; null: none, of a 204. */
  readonly body: object | Uint8Array | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refusal(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, body: { error }, headers };
}
