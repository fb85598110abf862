/** What a field, a line, a rule, a cause or a flag means. */
export interface Explanation {
  readonly kind: 'field' | 'line' | 'rule' | 'cause' | 'flag';
  /** The name as it is written in the log or in the output. */
  readonly name: string;
  /** `pages`, `kB`, `bytes`...; null for what has no unit. */
  readonly unit: string | null;
  readonly text: string;
  /** For a line: the fields in it, each explained. */
  readonly fields: readonly FieldNote[];
}

export interface FieldNote {
  readonly name: string;
  readonly unit: string | null;
  readonly text: string;
}

/** A row of the tables: unit and text. */
export type Note = readonly [unit: string | null, text: string];
