/**
 * The one way in which reading an input ends early. It is thrown after everything that could be read was handed out, so
 * that a caller keeps what came before and catches this once at the end.
 */

/** What stopped the reading. */
export type DamageKind =
  /** The input ends in the middle of something. */
  | 'truncated'
  /** Bytes contradict their format or their checksum. */
  | 'corrupt'
  /** Valid, but of a form that is not read here. */
  | 'unsupported'
  /** A limit against decompression bombs and hostile archives was reached. */
  | 'limit'
  /** The operating system refused a read. */
  | 'io';

/** Names what is wrong with an input and where. */
export class InputDamage extends Error {
  override readonly name = 'InputDamage';
  readonly kind: DamageKind;
  /** Place in the bytes of the damaged layer (the compressed file, the archive); null where no single place is known. */
  readonly offsetBytes: number | null;

  constructor(kind: DamageKind, message: string, offsetBytes: number | null = null) {
    super(offsetBytes === null ? message : `${message} (at byte ${offsetBytes})`);
    this.kind = kind;
    this.offsetBytes = offsetBytes;
  }
}

/** Runs over `source` and gives the damage back that ended it, null when it was read to its end. */
export async function collectDamage<T>(
  source: AsyncIterable<T>,
  take: (item: T) => void | Promise<void>,
): Promise<InputDamage | null> {
  try {
    for await (const item of source) await take(item);
    return null;
  } catch (error) {
    if (error instanceof InputDamage) return error;
    throw error;
  }
}
