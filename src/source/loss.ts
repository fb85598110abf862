/** Why records were lost before they could be read, as a short list: metrics are told apart by it. */
export type LossCause =
  /** The kernel's ring buffer was full. */
  | 'overwritten'
  /** Deleted from the journal. */
  | 'vacuumed'
  /** Numbered by its sender, and never come. */
  | 'missing'
  /** More came than can be read. */
  | 'overload'
  /** Longer than allowed: its end was cut off. */
  | 'too_long'
  /** Reports that were ended early: more machines send than are told apart. */
  | 'too_many_hosts'
  /** A message whose end did not come: its beginning was read. */
  | 'incomplete'
  /** No token, or a wrong one. */
  | 'unauthorized'
  /** Refused for now; the sender has it still. */
  | 'rate_limited'
  /** A connection failed, or was refused. */
  | 'connection'
  /** A damaged file, or a body that is not what its type says. */
  | 'unreadable';
