/** What is known about a program: how to tell it by name, what moves its memory use, what its death costs. */
import type { Advice } from '../../report/event.js';
import type { Situation } from './situation.js';

export interface Workload {
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** Matches process names. The kernel cuts them at 15 bytes, so patterns are prefixes where names are longer. */
  readonly programs: RegExp;
  /** A sentence on what a kill costs; null where a restart is all. */
  readonly cost: string | null;
  /** What helps first comes first. */
  readonly advice: (situation: Situation) => readonly Advice[];
}
