/** Runs `explain`: finds out what was asked for, and prints what is known about it. */

import { suggest } from '../base/suggest.js';
import { visibleText } from '../base/text.js';
import { explain, explainLine } from '../diagnosis/explain/explain.js';
import type { Explanation } from '../diagnosis/explain/explanation.js';
import { explainableNames } from '../diagnosis/explain/names.js';
import { renderExplanation, renderNames } from '../render/explanation.js';
import { EXIT } from './exit-code.js';
import { recogniseLines } from './kind-of-line.js';
import { ClosedPipe, createOutput } from './output.js';
import { columnsOf, type Streams, wantsColor } from './terminal.js';

export interface ExplainOptions {
  readonly list?: boolean;
  readonly format: 'text' | 'json';
  readonly color?: boolean;
}

interface Answer {
  readonly explanation: Explanation;
  /** The line that it explains; null for a name. */
  readonly line: string | null;
}

export async function runExplain(
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
