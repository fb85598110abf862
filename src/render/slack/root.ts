/** The first message: what a person on call needs to decide whether to get up. */

import { gaugeLines } from '../text/memory.js';
import { plainStyle } from '../text/style.js';
import type { EventView, Fact, StepView } from '../view-model.js';
import {
  bold,
  code,
  header,
  plain,
  plainText,
  preformatted,
  type RichElement,
  type RichSection,
  type SlackBlock,
  section,
} from './blocks.js';

const MAX_FACTS = 12;
/** As wide as a message on a laptop. */
const COLUMNS = 72;

/** `scale` (0 to 1) shortens every text, for messages that would be too long otherwise. */
export function rootBlocks(event: EventView, scale: number): readonly SlackBlock[] {
  const size = (characters: number) => Math.max(8, Math.floor(characters * scale));
  const gauges = gaugeLines(event, plainStyle(COLUMNS)).map((line) => line.trim());
  const facts = event.facts.filter((fact) => fact.isEssential).slice(0, MAX_FACTS);
  const elements: RichElement[] = [
    section(plain(event.summary, size(600))),
    ...(gauges.length > 0 ? [preformatted(gauges.join('\n'), size(400))] : []),
    ...(facts.length > 0 ? [bullets(facts.map((fact) => factItem(fact, size)))] : []),
  ];
  return [
    header(event.headline),
    { type: 'rich_text', elements },
    ...stepBlocks(event.firstSteps, size),
    { type: 'context', elements: [plainText(event.source.label, size(200))] },
  ];
}

type Size = (characters: number) => number;

function factItem({ label, value, kind }: Fact, size: Size): RichSection {
  const shown = kind === 'name' ? code(value, size(160)) : plain(value, size(200));
  return label === '' ? section(shown) : section(bold(`${label}: `, 40), shown);
}

function stepBlocks(steps: readonly StepView[], size: Size): readonly SlackBlock[] {
  if (steps.length === 0) return [];
  const items = steps.map((step) => {
    const [command] = step.commands;
    return section(
      plain(step.title, size(150)),
      ...(command === undefined ? [] : [plain(': ', 2), code(command, size(200))]),
    );
  });
  return [
    {
      type: 'rich_text',
      elements: [
        section(bold('What to do first', 40)),
        { type: 'rich_text_list', style: 'ordered', elements: items },
      ],
    },
  ];
}

function bullets(elements: readonly RichSection[]): RichElement {
  return { type: 'rich_text_list', style: 'bullet', elements };
}
