/** systemd units and plain hosts, and Slurm's jobs. */
import { formatBytes } from '../../base/units.js';
import type { Facts } from '../facts.js';
import { advise } from '../finding.js';
import { isAncient } from '../kernel-era.js';
import { isProcessMemory } from '../process-memory.js';
import { serviceUnit } from '../service-unit.js';
import { biggestPrivate } from '../shares.js';
import { shellArgument } from '../shell-argument.js';
import { mebibytes } from '../sizing.js';
import { limitStep } from './limit-step.js';
import type { Platform } from './platform-advice.js';

const slurm: Platform = {
  id: 'slurm',
  name: 'Slurm',
  applies: (facts) => facts.identity?.runtime === 'slurm',
  advice: (facts) => {
    const step = limitStep(facts);
    const job = facts.identity?.extra.jobId ?? null;
    return [
      advise(
        'Ask for more memory with the job',
        `${step.words} --mem is for each node, --mem-per-cpu for each CPU.`,
        [
          `#SBATCH --mem=${step.mebibytes}M`,
          `sacct -j ${shellArgument(job, 'JOB')} --format=JobID,State,ReqMem,MaxRSS,MaxRSSTask`,
        ],
      ),
    ];
  },
};

const systemd: Platform = {
  id: 'systemd',
  name: 'systemd',
  applies: (facts) => facts.report.scope === 'memcg' && isSystemd(facts),
  advice: (facts) => {
    const identity = facts.limitIdentity?.runtime === 'systemd' ? facts.limitIdentity : facts.identity;
    const step = limitStep(facts);
    const user =
      identity?.unit !== null && identity?.user !== null && identity?.unit?.startsWith('user@') === false;
    const isSlice = identity !== null && identity.unit === null && identity.slice !== null;
    const kind = isSlice ? SLICE : UNIT;
    const unit = shellArgument(identity?.unit ?? identity?.slice ?? null, 'UNIT');
    const service = serviceUnit(isSlice ? facts.identity : identity);
    const control = user ? 'systemctl --user' : 'systemctl';
    return [
      advise(
        'Raise MemoryMax, and set MemoryHigh below it',
        `${step.words} At MemoryHigh the kernel slows the ${kind.noun} down and reclaims, before MemoryMax kills. ${kind.words}`,
        [
          `${control} show ${unit} -p MemoryMax -p MemoryHigh -p MemoryPeak${kind.shown}`,
          `${control} set-property ${unit} MemoryMax=${step.mebibytes}M`,
          `${control} edit ${service}   # [Service] ${kind.setting}, OOMScoreAdjust=…`,
        ],
      ),
    ];
  },
};

const UNIT = {
  noun: 'unit',
  words:
    'OOMPolicy= says whether the rest of the unit dies with the victim; MemoryLow protects it when others are greedy.',
  shown: ' -p OOMPolicy',
  setting: 'OOMPolicy=continue',
};
/** Only what runs something has an OOMPolicy. */
const SLICE = {
  noun: 'slice',
  words:
    'A MemoryMax of its own keeps one unit in it from taking all; MemoryLow protects one when others are greedy.',
  shown: '',
  setting: 'MemoryMax=…',
};

function isSystemd(facts: Facts): boolean {
  return facts.identity?.runtime === 'systemd' || facts.limitIdentity?.runtime === 'systemd';
}

const host: Platform = {
  id: 'host',
  name: 'the machine',
  applies: (facts) => facts.limit.kind === 'machine' && isProcessMemory(facts),
  advice: (facts) =>
    isAncient(facts.report)
      ? [ancientAdvice(facts), strictAdvice(facts)]
      : [confineAdvice(facts), strictAdvice(facts), earlyAdvice(facts)],
};

function confineAdvice(facts: Facts) {
  const ram = facts.limit.totalBytes;
  const isVictimGreedy = biggestPrivate(facts)?.isVictim === true && facts.identity?.runtime === 'systemd';
  const unit = serviceUnit(isVictimGreedy ? facts.identity : null);
  const share = ram === null ? 'N' : String(mebibytes(ram, 0.6));
  const words = ram === null ? 'a share of RAM' : `for instance ${formatBytes(ram * 0.6)}, 60 % of RAM`;
  return advise(
    'Put a limit around the greedy service, and protect the essential ones',
    `A limit (${words}) turns a dead machine into one dead service. oom_score_adj decides who goes first: positive for what may go, -1000 (never) only ` +
      'for small, essential processes.',
    [
      `systemctl set-property ${unit} MemoryMax=${share}M`,
      `systemctl edit ${unit}   # [Service] OOMScoreAdjust=500`,
      'systemd-cgtop -m -n 1',
    ],
  );
}

/** Without systemd, and with the scale that was there before oom_score_adj and stayed beside it. */
function ancientAdvice(facts: Facts) {
  const ram = facts.limit.totalBytes;
  return advise(
    'Put a limit around the greedy service, and protect the essential ones',
    'A limit on its address space makes one service fail instead of the machine. oom_adj decides who goes first: up to 15 for ' +
      'what may go, -17 (never) only for small, essential processes.',
    [
      `ulimit -v ${ram === null ? 'N' : String(Math.round((ram * 0.6) / 1024))}   # KiB, where its init script starts it`,
      'echo 15 > /proc/PID/oom_adj',
      'ps -eo rss,vsz,pid,comm --sort=-rss | head',
    ],
  );
}

function strictAdvice(facts: Facts) {
  const isContainer = facts.identity !== null && facts.identity.runtime !== 'systemd';
  const size =
    facts.limit.totalBytes === null ? null : Math.round(mebibytes(facts.limit.totalBytes, 0.01) * 1024);
  return advise(
    'Keep a reserve, and decide how far memory may be promised',
    'A larger min_free_kbytes makes the kernel reclaim earlier (it costs that much RAM). vm.overcommit_memory=2 refuses allocations instead of killing ' +
      `later; programs that reserve much (JVMs, Redis, Go) then fail to start${isContainer ? ', and container hosts do not work with it' : ''}. ` +
      'Dropping caches frees nothing that was not already dropped before the kill: at best a stopgap.',
    [
      `sysctl -w vm.min_free_kbytes=${size === null ? '65536' : String(Math.min(262_144, Math.max(16_384, size)))}`,
      'grep -E "CommitLimit|Committed_AS" /proc/meminfo',
      ...(isContainer
        ? []
        : ['sysctl -w vm.overcommit_memory=2 vm.overcommit_ratio=80   # not on container hosts']),
    ],
  );
}

function earlyAdvice(facts: Facts) {
  const isLarge = (facts.limit.totalBytes ?? 0) >= 2 ** 31;
  return advise(
    'Let a userspace killer act before everything stalls',
    `systemd-oomd watches pressure per unit, earlyoom free memory; both kill earlier and more predictably than the kernel${isLarge ? '' : ', and cost little on small machines'}.`,
    ['systemctl enable --now systemd-oomd', 'apt-get install earlyoom || dnf install earlyoom'],
  );
}

export const hosts: readonly Platform[] = [slurm, systemd, host];
