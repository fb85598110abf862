/**
 * Markup that cannot forget to escape: the `html` template escapes every value that is not itself `Html`, so text out
 * of a log only ever becomes text.
 */

declare const brand: unique symbol;

/** Finished markup. Only `html` and `trusted` make it. */
export interface Html {
  readonly markup: string;
  readonly [brand]: true;
}

type Value = string | number | null | Html | readonly Html[];

/** Markup from a template: values are escaped for text and for double-quoted attributes; null is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const markup = parts.map(
    (part, index) => part + (index < values.length ? markupOf(values[index] ?? null) : ''),
  );
  return trusted(markup.join(''));
}

/** Our own constant markup: never for text from outside. */
export function trusted(markup: string): Html {
  return { markup } as Html;
}

function markupOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map((part) => part.markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
