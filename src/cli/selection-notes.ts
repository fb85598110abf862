/** What the user must know about --since, --until, --boot and --host after the work: what could not be told or matched. */
import { counted, visibleText } from '../base/text.js';
import type { Selection, SelectionAccount } from './select-events.js';

export function selectionNotes(account: SelectionAccount, selection: Selection): readonly string[] {
  return [...undatedNote(account), ...hostNotes(account, selection), ...bootNote(account)];
}

function undatedNote({ undated }: SelectionAccount): readonly string[] {
  if (undated === 0) return [];
  const [was, it] = undated === 1 ? ['was', 'it'] : ['were', 'them'];
  return [
    `${counted(undated, 'event')} ${was} kept although --since or --until was given: the log tells no wall clock for ${it}`,
  ];
}

function hostNotes(account: SelectionAccount, selection: Selection): readonly string[] {
  const { hostless, hosts, metHosts } = account;
  const missed = selection.hosts.filter((asked) => hosts.size > 0 && !metHosts.has(asked));
  const named = [...hosts].map(visibleText).join(', ');
  return [
    ...missed.map((asked) => `no event of host ${visibleText(asked)}; there are events of ${named}`),
    ...(hostless === 0
      ? []
      : [
          `${counted(hostless, 'event')} left out by --host: the log names no host for ${hostless === 1 ? 'it' : 'them'}`,
        ]),
  ];
}

function bootNote({ bootsThere }: SelectionAccount): readonly string[] {
  if (bootsThere === null) return [];
  return [
    `no such boot in these logs; ${bootsThere === 0 ? 'they tell of none' : `they hold ${counted(bootsThere, 'boot')} of a host`}`,
  ];
}
