/** A log record of a collector -> one line of JSON with the members that log shippers use. */

export interface RecordLines {
  readonly lines: readonly string[];
  /** Records without a text. */
  readonly rejected: number;
}

export interface RecordMarks {
  /** ISO 8601. */
  readonly time: string | null;
  readonly host: string | null;
  readonly program: string | null;
}

export function recordLine(message: string, { time, host, program }: RecordMarks): string {
  return JSON.stringify({
    ...(time === null ? {} : { time }),
    ...(host === null ? {} : { host }),
    ...(program === null ? {} : { appname: program }),
    message,
  });
}

/** Nanoseconds since 1970, in decimal; null where they are none, or zero. */
export function isoOf(nanoseconds: unknown): string | null {
  const digits = String(nanoseconds ?? '');
  if (!/^[1-9]\d{15,19}$/.test(digits)) return null;
  const milliseconds = Number(digits.slice(0, -6));
  return milliseconds < 8.64e15 ? new Date(milliseconds).toISOString() : null;
}
