/** Lays explanations out for a terminal: the name with its kind and unit, the text, then the fields that stand in a line. */
import { visibleText } from '../base/text.js';
import type { Explanation, FieldNote } from '../diagnosis/explain/explanation.js';
import { cellsOf, fitCells, wrap } from './text/layout.js';
import { type Style, styleFor } from './text/style.js';

export interface ExplanationOptions {
  readonly columns?: number;
  readonly color?: boolean;
}

const KINDS: Readonly<Record<Explanation['kind'], string>> = {
  field: 'field',
  line: 'line of a report',
  rule: 'finding',
  cause: 'cause',
  flag: 'allocation flag',
};

/** `line`: the pasted text that is explained; null for a name. Ends in a newline. */
export function renderExplanation(
  explanation: Explanation,
  line: string | null,
  options: ExplanationOptions = {},
): string {
  const style = explanationStyle(options);
  const unit = explanation.unit === null ? '' : `, in ${explanation.unit}`;
  const lines = [
    ...(line === null ? [] : wrap(visibleText(line), style.columns).map(style.dim)),
    ...wrap(`${explanation.name} (${KINDS[explanation.kind]}${unit})`, style.columns).map(style.heading),
    ...wrap(explanation.text, style.columns - 2).map((text) => `  ${text}`),
    ...fieldLines(explanation.fields, style),
  ];
  return `${lines.join('\n')}\n`;
}

/** Names in columns below their titles. */
export function renderNames(
  groups: readonly (readonly [title: string, names: readonly string[]])[],
  options: ExplanationOptions = {},
): string {
  const style = explanationStyle(options);
  return groups
    .map(([title, names]) => `${[style.heading(title), ...inColumns(names, style.columns)].join('\n')}\n`)
    .join('\n');
}

function explanationStyle({ columns, color }: ExplanationOptions): Style {
  return styleFor({
    columns: columns ?? 80,
    color: color ?? false,
    allTasks: false,
    isDetailed: false,
    foldHint: '',
  });
}

const WIDEST_NAME = 26;

function fieldLines(fields: readonly FieldNote[], style: Style): string[] {
  if (fields.length === 0) return [];
  const longest = fields.reduce((most, { name }) => Math.max(most, cellsOf(name)), 0);
  const width = Math.min(WIDEST_NAME, longest);
  return ['', ...fields.flatMap((field) => fieldNoteLines(field, width, style))];
}

function fieldNoteLines({ name, unit, text }: FieldNote, width: number, style: Style): string[] {
  const words = `${text}${unit === null ? '' : ` [${unit}]`}`;
  const [first = '', ...rest] = wrap(words, Math.max(20, style.columns - width - 4));
  const indent = ' '.repeat(width + 4);
  const shown = visibleText(name);
  const own = rest.map((line) => indent + line);
  if (cellsOf(shown) > width) return [`  ${style.bold(shown)}`, indent + first, ...own];
  return [`  ${style.bold(fitCells(shown, width))}  ${first}`, ...own];
}

function inColumns(names: readonly string[], columns: number): string[] {
  const width = names.reduce((most, name) => Math.max(most, cellsOf(name)), 0) + 2;
  const count = Math.max(1, Math.floor((columns - 2) / width));
  const rows = Math.ceil(names.length / count);
  return Array.from({ length: rows }, (_, row) =>
    `  ${names
      .filter((_name, index) => index % rows === row)
      .map((name) => fitCells(name, width))
      .join('')}`.trimEnd(),
  );
}
