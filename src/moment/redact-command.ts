/**
 * A command line with whatever looks like a secret replaced by `***`. It errs towards hiding: a container id that is hidden costs a
 * glance, a password in a chat costs more.
 */

export interface Redacted {
  readonly text: string;
  readonly isRedacted: boolean;
}

const HIDDEN = '***';

/** What an option, variable, header or parameter is called whose value is nobody's business. */
const SECRET_NAME =
  '[\\w.$-]*(?:pass(?!enger|ive|through|es\\b)|pwd|secret|token|cred|auth(?!or)|bearer|cookie|session|signature|jwt|dsn|api-?key|(?<![a-z])key(?![a-z])|(?:access|private|account|license|encryption|signing|ssh|master|app)[_-]?key|connection[_-]?string|database[_-]?url|(?<![a-z])sas(?![a-z]))[\\w.$-]*';
/** The whole argument is `NAME=VALUE`, `--name=value` or `Name: value`: everything behind the sign goes. */
const ASSIGNMENT = new RegExp(`^(-{0,2}(?:D|X|e|E|H)?["']?${SECRET_NAME}["']?\\s*[=:]\\s*).+$`, 'is');
/** The same inside of a longer text: a script, a JSON document, a list. */
const INNER = new RegExp(`(["']?${SECRET_NAME}["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s,;&"'}]+)`, 'gi');
/** The value is the next argument, or the next word of a script. */
const FLAG = new RegExp(`^--?${SECRET_NAME}$`, 'i');
const INNER_FLAG = new RegExp(`(\\s--?${SECRET_NAME}\\s+)(?!-)(\\S+)`, 'gi');

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^/\s"'?#]*@/gi, `$1${HIDDEN}@`],
  [/\b(Bearer|Basic|Negotiate|Digest)\s+\S+/gi, `$1 ${HIDDEN}`],
  [/\b(https?:\/\/hooks\.[^/\s]+\/)[^\s"']+/gi, `$1${HIDDEN}`],
  [/\b(?:xox[a-z]|xapp|gh[pousr]|github_pat|glpat|sk|pk|rk|npm|dop_v1|hvs|ya29|SG)[-_.][\w.-]{10,}/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, HIDDEN],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*)*/g, HIDDEN],
  [/-----BEGIN[\s\S]*/g, HIDDEN],
];

/** A run of letters, digits and the signs of base64. */
const RUN = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const LONG_HEX = 24;
const LONG_MIXED = 20;
const LONG_BASE64 = 32;

/** `-pSECRET` as MySQL's programs take it, and `-u name:secret` as curl takes it. Short numbers are ports. */
const GLUED_PASSWORD = /^-p(?!\d{1,5}$)(?=.).+$/;
/** What `-p` takes with other programs: a port, a path, a file. */
const NO_PASSWORD =
  /^(?:[\d:.-]+(?:\/(?:tcp|udp))?$|[-/.]|[\w./-]+\.(?:cfg|conf|ini|js|json|properties|toml|ts|xml|ya?ml)$)/;
const USER_AND_PASSWORD = /^(-u|--user|--proxy-user|-U)?=?([^:/\s]+):(?!\/\/)(\S+)$/;
const USER_FLAGS = new Set(['-u', '--user', '-U', '--proxy-user']);

export function redactCommand(args: readonly string[]): Redacted {
  const shown = args.map((argument, index) =>
    index === 0 ? hideShapes(argument) : redactOne(argument, args[index - 1] ?? ''),
  );
  const text = shown.join(' ');
  return { text, isRedacted: shown.some((argument, index) => argument !== args[index]) };
}

function redactOne(argument: string, before: string): string {
  if (FLAG.test(before) && !/^--?[a-z]/i.test(argument)) return HIDDEN;
  if (before === '-p' && !NO_PASSWORD.test(argument)) return HIDDEN;
  if (GLUED_PASSWORD.test(argument) && !/^-p[a-z]+[=/]/.test(argument)) return `-p${HIDDEN}`;
  if (USER_FLAGS.has(before) || /^(?:-[uU]|--user|--proxy-user)/.test(argument)) {
    const found = USER_AND_PASSWORD.exec(argument);
    if (found !== null && !/^\d+:\d+$/.test(`${found[2]}:${found[3]}`))
      return `${found[1] ?? ''}${argument.startsWith('--') ? '=' : ''}${found[2]}:${HIDDEN}`;
  }
  const whole = ASSIGNMENT.exec(argument);
  if (whole !== null) return `${whole[1]}${HIDDEN}`;
  return hideShapes(argument)
    .replace(INNER, `$1${HIDDEN}`)
    .replace(INNER_FLAG, `$1${HIDDEN}`)
    .replace(/(\s-p)(?!\d{1,5}(?:\s|$))([^\s=]+)/g, `$1${HIDDEN}`);
}

function hideShapes(text: string): string {
  const shaped = SHAPES.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), text);
  return shaped.replace(RUN, (run) => (looksRandom(run) ? HIDDEN : run));
}

/** Digits among letters of both cases, or long hex: words and paths are not like that, keys are. */
function looksRandom(run: string): boolean {
  if (run.length >= LONG_HEX && /^[0-9a-f]+$/i.test(run) && /[a-f]/i.test(run) && /\d/.test(run)) return true;
  if (/^[A-Za-z0-9+/]{22,}={1,2}$/.test(run)) return true;
  // Base64 may hold slashes; an absolute path begins with one.
  if (run.length >= LONG_BASE64 && !run.startsWith('/') && kindsIn(run) === 3) return true;
  return run.split(/[/_-]/).some((piece) => {
    const kinds = kindsIn(piece);
    return (
      piece.length >= LONG_MIXED && (kinds === 3 || (kinds === 2 && (piece.match(/\d/g)?.length ?? 0) >= 5))
    );
  });
}

function kindsIn(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(text)).length;
}
