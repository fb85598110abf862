/** The machine is full of anonymous memory of many programs, none of which stands out. */
import { formatBytes } from '../../base/units.js';
import { partBytes } from '../account.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { ofRam } from '../share-wording.js';
import { dominantProcess } from './dominant-process.js';
import { manySimilarProcesses } from './many-similar-processes.js';

const MUCH = 0.5;
/** Of what the table does not show, as where rows of it are lost, one program may hold the most. */
const LEAST_SHOWN = 0.5;
const SHOWN = 4;

export const overcommittedMachine: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const anonymous = partBytes(facts.account, 'anonymous');
  if (facts.limit.kind !== 'machine' || ram === null || anonymous < MUCH * ram || facts.groups.length < 2)
    return null;
  const similar = manySimilarProcesses(facts);
  if (dominantProcess(facts) !== null || (similar !== null && similar.confidence !== 'low')) return null;
  const shown = facts.groups.reduce((bytes, { totalBytes }) => bytes + totalBytes, 0);
  if (shown < LEAST_SHOWN * anonymous) return null;
  const largest = facts.groups.slice(0, SHOWN);
  const isPrivate = largest[0]?.measure === 'private';
  const list = largest.map((group) =>
    isPrivate
      ? `${group.count} × ${group.name} (${formatBytes(group.totalBytes)})`
      : `${group.count} × ${group.name} (largest ${formatBytes(group.largestBytes)} resident)`,
  );
  return finding('overcommitted-machine', {
    severity: 'critical',
    title: 'More programs run on this machine than its memory holds',
    detail:
      `Private memory of processes takes ${ofRam(anonymous, ram)}, and no single program holds most of ` +
      `it. The largest: ${list.join(', ')}.`,
    confidence: isPrivate ? 'high' : 'medium',
    evidence: [says(`Mem-Info: ${formatBytes(anonymous)} anonymous, ${formatBytes(ram)} usable RAM`)],
    advice: [
      advise(
        'Put fewer programs on this machine, more memory under them, or a limit around the least important',
        'Add up what the programs need at their peak; what does not fit has to move, shrink, or be confined.',
        ['systemd-cgtop -m -n 1', 'ps -eo rss,pid,user,comm --sort=-rss | head -20'],
      ),
    ],
  });
};
