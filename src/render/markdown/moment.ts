/** What was sampled around the kill, as Markdown: curves of block characters, facts, the largest processes. */
import { curveOf } from '../text/moment.js';
import type { EventView } from '../view-model.js';
import { codeBlock, codeSpan, escapeMarkdown } from './escape.js';

const COLUMNS = 60;

/** Blocks of lines; empty where nothing was sampled. */
export function momentBlocks({ moment }: EventView): readonly (readonly string[])[] {
  if (moment === null) return [];
  const charts = moment.charts.flatMap((chart) => {
    const curve = curveOf(chart, COLUMNS);
    return [[escapeMarkdown(chart.words)], ...(curve === '' ? [] : [codeBlock([curve])])];
  });
  const facts = moment.facts.map(
    ({ label, value, kind }) =>
      `- **${escapeMarkdown(label)}:** ${kind === 'name' ? codeSpan(value) : escapeMarkdown(value)}`,
  );
  const tasks = moment.tasks.map(
    ({ name, held, command, isVictim }) =>
      `- ${escapeMarkdown(name)}${isVictim ? ', killed' : ''}: ${held}${command === '' ? '' : `, ${codeSpan(command)}`}`,
  );
  return [
    ...charts,
    facts,
    ...(tasks.length === 0 ? [] : [['Largest processes by resident memory:'], tasks]),
  ];
}
