/** The systemd service in an identity: only a service has a [Service] section, with OOMPolicy and OOMScoreAdjust. */
import type { Identity } from '../report/event.js';
import { shellArgument } from './shell-argument.js';

/** For a command line; a placeholder where the process is in no service: scopes and slices are not edited so. */
export function serviceUnit(identity: Identity | null): string {
  const unit = identity?.unit ?? null;
  return shellArgument(unit?.endsWith('.service') === true ? unit : null, 'UNIT');
}
