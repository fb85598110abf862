/** `oomscope explain`: what a field, a finding, a cause, a flag or a pasted line means. */
import { type Command, Option } from 'commander';
import { visibleText } from '../base/text.js';
import { explain, explainLine } from '../diagnosis/explain/explain.js';
import type { Explanation } from '../diagnosis/explain/explanation.js';
import { explainableNames } from '../diagnosis/explain/names.js';
import { renderExplanation, renderNames } from '../render/explanation.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { recogniseLines } from './kind-of-line.js';
import { ClosedPipe, createOutput } from './output.js';
import { suggest } from './suggest.js';
import { columnsOf, type Streams, wantsColor } from './terminal.js';

interface ExplainOptions {
  readonly list?: boolean;
  readonly format: 'text' | 'json';
  readonly color?: boolean;
}

interface Answer {
  readonly explanation: Explanation;
  /** The line that it explains; null for a name. */
  readonly line: string | null;
}

async function runExplain(
  words: readonly string[],
  options: ExplainOptions,
  streams: Streams,
): Promise<number> {
  const output = createOutput(streams.stdout);
  const looks = { columns: columnsOf(streams), color: wantsColor(streams, options.color) };
  try {
    if (options.list === true) {
      const names = explainableNames();
      await output.write(
        options.format === 'json'
          ? `${JSON.stringify(Object.fromEntries(names))}\n`
          : renderNames(names, looks),
      );
      return EXIT.ok;
    }
    const isStdin = words.length === 1 && words[0] === '-';
    const query = isStdin ? await readStdin() : words.join(' ');
    const answers = isStdin ? explainText(query) : explainQuery(query);
    if (answers.length === 0) {
      streams.stderr.write(unknown(isStdin ? null : query));
      return EXIT.usage;
    }
    await output.write(
      options.format === 'json'
        ? answers
            .map((answer) => `${JSON.stringify({ ...answer.explanation, line: answer.line })}\n`)
            .join('')
        : answers.map(({ explanation, line }) => renderExplanation(explanation, line, looks)).join('\n'),
    );
    return EXIT.ok;
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT.ok;
    throw error;
  }
}

/** A name, else text to recognise. */
function explainQuery(query: string): readonly Answer[] {
  const explanation = explain(query, () => null);
  if (explanation !== null) return [{ explanation, line: null }];
  const answers = explainText(query);
  const kind = answers.length > 0 ? null : explainLine(query.trim(), '');
  return kind === null ? answers : [{ explanation: kind, line: null }];
}

/** The lines of a paste that are known; every kind once, since the second row of a table says nothing new. */
function explainText(text: string): readonly Answer[] {
  const seen = new Set<string>();
  return recogniseLines(text.split('\n')).flatMap((found) => {
    const explanation = explainLine(found.line.kind, found.text);
    if (explanation === null || seen.has(explanation.name)) return [];
    seen.add(explanation.name);
    return [{ explanation, line: found.text }];
  });
}

const MOST_STDIN_BYTES = 16 * 1024 * 1024;

async function readStdin(): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of process.stdin) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MOST_STDIN_BYTES) break;
  }
  return text + decoder.decode();
}

const LONGEST_SHOWN = 200;

function unknown(query: string | null): string {
  if (query === null) return 'oomscope: no line of an OOM report in what was pasted\n';
  const shown = visibleText(query.length > LONGEST_SHOWN ? `${query.slice(0, LONGEST_SHOWN)}…` : query);
  const close = suggest(
    query.trim(),
    explainableNames().flatMap(([, names]) => names),
  );
  const hint =
    close.length > 0
      ? `Did you mean ${close.join(', ')}?`
      : '`oomscope explain --list` shows what is known; a line of a log is best pasted in single quotes.';
  return `oomscope: nothing is known about "${shown}"\n${hint}\n`;
}

const EXAMPLES = `
Examples:
  oomscope explain oom_score_adj
  oomscope explain cgroup-parent-limit          a finding or a cause, as parse names them
  oomscope explain 'Node 0 DMA32 free:9208kB boost:0kB min:5712kB low:7140kB high:8568kB'
  dmesg | tail -50 | oomscope explain -         every kind of line in there, once
  oomscope explain --list
`;

export function explainCommand(context: CommandContext): Command {
  const command = newCommand('oomscope explain', EXAMPLES, context)
    .description(
      'Say what a field, a finding, a cause or a line of a report means. Lines may have any prefix of a log.',
    )
    .argument('[query...]', 'a name or a pasted line; - reads lines from standard input')
    .option('--list', 'list every name that can be explained')
    .addOption(new Option('-f, --format <format>', 'output format').choices(['text', 'json']).default('text'))
    .option('--color', 'colour even where the output is no terminal')
    .option('--no-color', 'no colour; also by the environment variable NO_COLOR');
  return command.action(async (words: string[], options: ExplainOptions) => {
    if (words.length === 0 && options.list !== true)
      command.error('error: nothing to explain; name a field, a finding or paste a line');
    context.done(await runExplain(words, options, context.streams));
  });
}
