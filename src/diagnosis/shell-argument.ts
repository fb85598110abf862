/**
 * Puts values from a log into commands that people paste. Names in logs are chosen by whoever runs a process, so a
 * value is quoted, and one that could still do harm (control characters, options, patterns, `..`) is left out for a
 * placeholder in capitals that fails when run.
 */

const PLAIN = /^[A-Za-z0-9_@%+=:,./][A-Za-z0-9_@%+=:,./-]*$/;
const PRINTABLE = /^[\x20-\x7e]+$/;
const RISKY = /^-|[*?[\]]|(?:^|\/)\.\.(?:\/|$)/;

/** `placeholder` stands in where `value` is null or unfit. */
export function shellArgument(value: string | null, placeholder: string): string {
  if (value === null || !PRINTABLE.test(value) || RISKY.test(value)) return placeholder;
  return PLAIN.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
