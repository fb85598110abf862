/** Makes the labelled statements of a report. */
import { visibleText } from '../../base/text.js';
import type { Fact } from '../view-model.js';

interface FactOptions {
  readonly exact?: string | null;
  readonly isEssential?: boolean;
}

/** A statement in our own words; names in it must be in display form already. */
export function proseFact(label: string, value: string, options: FactOptions = {}): Fact {
  return {
    label,
    value,
    kind: 'prose',
    exact: options.exact ?? null,
    isEssential: options.isEssential ?? false,
  };
}

/** A path, unit or id out of the log. */
export function nameFact(label: string, value: string, options: FactOptions = {}): Fact {
  return { ...proseFact(label, visibleText(value), options), kind: 'name' };
}
