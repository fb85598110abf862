/** One thing that the doctor looked at: how it is, and what mends it. */
import { userInfo } from 'node:os';

export interface Check {
  readonly area: 'configuration' | 'rights' | 'source' | 'kernel' | 'moment' | 'state' | 'sink';
  readonly name: string;
  /** `warning`: the service works, but knows or tells less. `unchecked`: it cannot be known without doing it. */
  readonly state: 'ok' | 'warning' | 'failed' | 'unchecked';
  readonly detail: string;
  /** A command, or a line for a configuration; null where nothing is to be done. */
  readonly fix: string | null;
}

export type Finding = Omit<Check, 'area' | 'name'>;

export const ok = (detail: string): Finding => ({ state: 'ok', detail, fix: null });
export const warning = (detail: string, fix: string | null): Finding => ({ state: 'warning', detail, fix });
export const failed = (detail: string, fix: string | null): Finding => ({ state: 'failed', detail, fix });

/** The user that the commands are for: whoever runs the doctor, as the service would run. */
export function ownUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without a name, as containers have: every command takes the number too.
    return String(process.getuid?.() ?? 0);
  }
}
