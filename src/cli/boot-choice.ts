/**
 * Which boot `--boot` asks for, as journalctl counts: 0 the last one, -1 the one before, 1 the first, or a boot's id, with
 * `±N` boots from there. Boots are counted for each host.
 */
import { type Boot, bootsOf, type PlacedStretch } from './boots.js';

export type BootChoice =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'id'; readonly id: string; readonly offset: number };

const NUMBER = /^[+-]?\d{1,6}$/;
const ID = /^([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})([+-]\d{1,6})?$/i;

export function isBootChoice(text: string): boolean {
  return NUMBER.test(text) || ID.test(text);
}

/** Null where the text names no boot. */
export function readBootChoice(text: string): BootChoice | null {
  if (NUMBER.test(text)) return { kind: 'number', number: Number(text) };
  const [, id, offset = '0'] = ID.exec(text) ?? [];
  return id === undefined
    ? null
    : { kind: 'id', id: id.replaceAll('-', '').toLowerCase(), offset: Number(offset) };
}

export interface ChosenBoots {
  /** Whether the event at this line belongs to a chosen boot. */
  has(input: number, host: string | null, line: number): boolean;
  /** No host has such a boot. */
  readonly isEmpty: boolean;
  /** Most boots that any host has. */
  readonly most: number;
}

export function chooseBoots(choice: BootChoice, placed: readonly PlacedStretch[]): ChosenBoots {
  const hosts = bootsOf(placed);
  const chosen = new Set(hosts.flatMap((boots) => boots[placeOf(choice, boots)] ?? []));
  return {
    has: (input, host, line) => {
      const own = placed.findLast(
        (one) => one.input === input && one.stretch.host === host && one.stretch.firstLine <= line,
      );
      return own !== undefined && chosen.has(own);
    },
    isEmpty: chosen.size === 0,
    most: hosts.reduce((most, boots) => Math.max(most, boots.length), 0),
  };
}

/** Index of the chosen boot among one host's, oldest first; outside of them where it has none such. */
function placeOf(choice: BootChoice, boots: readonly Boot[]): number {
  if (choice.kind === 'number')
    return choice.number > 0 ? choice.number - 1 : boots.length - 1 + choice.number;
  const found = boots.findIndex((boot) => boot.some(({ stretch }) => idOf(stretch.bootId) === choice.id));
  return found < 0 ? -1 : found + choice.offset;
}

function idOf(bootId: string | null): string | null {
  return bootId?.replaceAll('-', '').toLowerCase() ?? null;
}
