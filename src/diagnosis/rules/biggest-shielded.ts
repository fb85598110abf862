/** The process that held most was not the one that was killed: what protected it. */
import { formatBytes } from '../../base/units.js';
import type { Advice, Task } from '../../report/event.js';
import { heldBytes } from '../badness.js';
import type { Facts } from '../facts.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { isAllocatingTaskKill } from '../kernel-rule.js';
import { processName, programName } from '../process-name.js';

const CLEARLY = 1.1;
/** Of what ran out: below it, the order hardly mattered. */
const NOTICEABLE = 0.02;

export const biggestShielded: Rule = (facts) => {
  const { biggest, chosen } = facts.badness;
  if (biggest === null || chosen === null || facts.report.killer !== 'kernel' || isDead(facts, biggest))
    return null;
  const held = heldBytes(biggest) ?? 0;
  const killed = heldBytes(chosen) ?? 0;
  if (biggest.pid === chosen.pid || held < killed * CLEARLY) return null;
  if (held - killed < NOTICEABLE * (facts.limit.totalBytes ?? 0)) return null;
  const reason = shieldOf(facts, biggest, chosen);
  if (reason === null) return null;
  const who = victimWord(facts);
  return finding('biggest-shielded', {
    severity: 'warning',
    title: `${programName(biggest.comm)} held more than the ${who}, ${reason.why}`,
    detail: `${processName(biggest)} held ${formatBytes(held)}, the ${who} ${processName(chosen)} ${formatBytes(killed)}. ${reason.text}`,
    confidence: 'high',
    evidence: [
      says(
        `task table: ${processName(biggest)} holds ${formatBytes(held)}, oom_score_adj ${biggest.oomScoreAdj ?? 'unknown'}`,
      ),
      says(
        `task table: ${processName(chosen)} holds ${formatBytes(killed)}, oom_score_adj ${chosen.oomScoreAdj ?? 'unknown'}`,
      ),
    ],
    advice: [reason.isPreference ? onPreference(biggest, chosen) : onProtection(biggest)],
  });
};

function onProtection({ comm, pid }: Task): Advice {
  return advise(
    `Decide whether ${programName(comm)} should stay protected`,
    'Protection only moves the kill to somebody else. Keep it for small, essential processes; a large one needs a limit or ' +
      'more memory instead.',
    [`cat /proc/${pid}/oom_score_adj`, 'systemctl show -p OOMScoreAdjust UNIT'],
  );
}

function onPreference(biggest: Task, chosen: Task): Advice {
  return advise(
    `Decide whether ${programName(chosen.comm)} should go before ${programName(biggest.comm)}`,
    'A positive oom_score_adj gives a process up first, whatever it holds. That is right for what can be spared, but gives little ' +
      'back: what fills the memory needs a limit or more memory.',
    [`cat /proc/${biggest.pid}/oom_score_adj`, 'systemctl show -p OOMScoreAdjust UNIT'],
  );
}

/** A child may have died in the place of the one that was chosen. */
function victimWord({ victim }: Facts): string {
  return victim?.role === 'child-sacrificed' ? 'chosen process' : 'victim';
}

interface Shield {
  readonly why: string;
  readonly text: string;
  /** Not the largest was protected, but the victim to go first. */
  readonly isPreference: boolean;
}

const PROTECTED = { why: 'but was protected', isPreference: false };

function isDead(facts: Facts, task: Task): boolean {
  return facts.report.victims.some((victim) => victim.pid === task.pid || victim.pid === task.tgid);
}

function shieldOf(facts: Facts, biggest: Task, chosen: Task): Shield | null {
  if (isAllocatingTaskKill(facts.report))
    return { ...PROTECTED, text: 'vm.oom_kill_allocating_task kills whoever asks, not the largest.' };
  if (biggest.derived.eligible === false) {
    const text =
      biggest.pid === 1 ? 'Init is never killed.' : 'Its oom_score_adj of -1000 exempts it altogether.';
    return { ...PROTECTED, text };
  }
  const own = biggest.oomScoreAdj ?? 0;
  const other = chosen.oomScoreAdj ?? 0;
  if (own >= other) return null;
  if (own < 0) return { ...PROTECTED, text: `Its oom_score_adj of ${own} subtracts from its badness.` };
  const text = `The oom_score_adj ${other} of the ${victimWord(facts)} (against ${own}) added to its badness.`;
  return { why: 'which was set to go first', text, isPreference: true };
}
