/** A configuration file as a `Config`, or every mistake in it with its line. */
import { readFileSync } from 'node:fs';
import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import { explainIoError } from '../../source/explain-io-error.js';
import { type Config, configSchema } from './schema.js';
import { schemaMistakes } from './schema-mistakes.js';
import { type Mistake, sinkMistakes } from './sink-mistakes.js';

/** One message a line, each with file, line and column. */
export class ConfigError extends Error {}

const MOST_ALIASES = 20;

/** Where a configuration is looked for when none is named: the machine's, then the user's. */
export function findConfig(env: NodeJS.ProcessEnv): string | null {
  const own = env.XDG_CONFIG_HOME ?? (env.HOME === undefined ? null : `${env.HOME}/.config`);
  const places = ['/etc/oomscope/config.yaml', ...(own === null ? [] : [`${own}/oomscope/config.yaml`])];
  return places.find((path) => isReadable(path)) ?? null;
}

/** `path` null: the defaults, with every event printed to standard output. */
export function loadConfig(path: string | null): Config {
  if (path === null) return configSchema.parse({ sinks: { stdout: { type: 'ndjson', path: '-' } } });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${path}: ${isForbidden(error) ? FORBIDDEN : explainIoError(error)}`);
  }
  return parseConfig(text, path);
}

export function parseConfig(text: string, path: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    throw new ConfigError(document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`).join('\n'));
  const config: unknown = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  const parsed = configSchema.safeParse(config);
  const wrong = parsed.success ? referenceMistakes(parsed.data) : schemaMistakes(parsed.error.issues, config);
  if (!parsed.success || wrong.length > 0)
    throw new ConfigError(
      wrong
        .map(({ where, message }) => ({ offset: offsetOf(document, where), message }))
        .toSorted((a, b) => a.offset - b.offset)
        .map(({ offset, message }) => `${at(offset)}: ${message}`)
        .join('\n'),
    );
  return parsed.data;
}

/** Where the deepest part of the path that exists stands. */
function offsetOf(document: Document, path: readonly string[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = document.getIn(path.slice(0, length - 1).map(indexed), true);
    const holder = length === 1 ? document.contents : parent;
    const key = path[length - 1];
    if (isMap(holder)) {
      const pair = holder.items.find((item) => isPair(item) && String(item.key) === key);
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    const node: unknown = document.getIn(path.slice(0, length).map(indexed), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return 0;
}

function indexed(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part;
}

/** What no single value shows. */
function referenceMistakes(config: Config): Mistake[] {
  const names = Object.keys(config.sinks);
  const unknown = (config.routes ?? []).flatMap((route, index) =>
    route.sinks
      .filter((sink) => !names.includes(sink))
      .map(
        (sink): Mistake => ({
          where: ['routes', String(index), 'sinks'],
          message: `sink "${sink}" is not defined; defined are: ${names.join(', ') || 'none'}`,
        }),
      ),
  );
  const stdin = config.sources.filter((source) => source === 'stdin').length > 1;
  const twice: Mistake[] = stdin ? [{ where: ['sources'], message: 'stdin can be read once only' }] : [];
  const { wait, quiet } = config.grouping;
  const neverTold: Mistake[] =
    quiet > wait
      ? []
      : [
          {
            where: ['grouping'],
            message:
              'grouping.quiet must be longer than grouping.wait: an incident would end before it is told',
          },
        ];
  return [...unknown, ...sinkMistakes(config.sinks), ...twice, ...neverTold];
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    // A file that is there and may not be read must not be passed over: reading it says why.
    return isForbidden(error);
  }
}

/** The unit of systemd runs as a user of its own. */
const FORBIDDEN =
  'permission denied: the service, which is not root, has to be able to read it, and to enter its directory (chmod a+rx); secrets stand in files of their own';

function isForbidden(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EACCES';
}
