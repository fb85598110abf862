/** What a platform offers against running out of memory: which events it speaks to, and its levers. */
import type { Advice } from '../../report/event.js';
import type { Facts } from '../facts.js';

export interface Platform {
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** True for the events it has something to say on. */
  readonly applies: (facts: Facts) => boolean;
  /** What helps first comes first. */
  readonly advice: (facts: Facts) => readonly Advice[];
}
