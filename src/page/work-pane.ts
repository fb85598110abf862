/** What is going on while logs are read: a bar, the file at hand, and a way to stop. */
import { counted, visibleText } from '../base/text.js';
import { formatBytes, formatPercent } from '../base/units.js';
import { element } from './elements.js';
import type { Answer } from './messages.js';

export interface WorkPane {
  begin(files: readonly File[]): void;
  show(progress: Extract<Answer, { kind: 'progress' }>): void;
  end(): void;
}

/** Small logs are done before anybody could read the bar: it would only flash. */
const DELAY_MS = 200;

export function createWorkPane(): WorkPane {
  const pane = element('work', HTMLElement);
  const doing = element('doing', HTMLElement);
  const amount = element('amount', HTMLElement);
  const bar = element('progress', HTMLProgressElement);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    begin(files) {
      const [first] = files;
      doing.textContent =
        files.length === 1 && first ? `Reading ${visibleText(first.name)}` : `Reading ${files.length} files`;
      amount.textContent = '';
      bar.value = 0;
      clearTimeout(timer);
      timer = setTimeout(() => {
        pane.hidden = false;
      }, DELAY_MS);
    },
    show({ path, readBytes, totalBytes, events }) {
      doing.textContent = path === null ? 'Writing the report' : `Reading ${visibleText(path)}`;
      if (path === null) bar.removeAttribute('value');
      else bar.value = totalBytes === 0 ? 1 : readBytes / totalBytes;
      const share = formatPercent(readBytes, totalBytes);
      amount.textContent = `${formatBytes(readBytes)} of ${formatBytes(totalBytes)} (${share}), ${counted(events, 'event')} so far`;
    },
    end() {
      clearTimeout(timer);
      pane.hidden = true;
    },
  };
}
