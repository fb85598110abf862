/**
 * Shows what came of the logs: each with what was found in it, and the report, put into the page piece by piece so that
 * a long one does not hold the page up. The report's markup comes from the same renderer as a saved report, which
 * escapes everything; what it might still hold could not run under the page's policy.
 */
import { counted, visibleText } from '../base/text.js';
import { formatCount } from '../base/units.js';
import { SCRIPT } from '../render/html/script.js';
import { element } from './elements.js';
import type { InputAccount, Result } from './messages.js';
import { offerReport } from './offer-report.js';

export interface ReportPane {
  show(result: Result): Promise<void>;
  fail(message: string): void;
  say(words: string): void;
  clear(): void;
}

const TITLE = document.title;

export function createReportPane(): ReportPane {
  const pane = element('result', HTMLElement);
  const inputs = element('inputs', HTMLElement);
  const status = element('status', HTMLElement);
  const bar = element('again', HTMLElement);
  const offer = offerReport((words) => say(words));
  let shown = 0;

  const say = (words: string): void => {
    status.textContent = words;
  };
  return {
    async show(result) {
      const turn = ++shown;
      const isPlain = result.inputs.length === 1 && result.inputs.every((input) => input.problem === null);
      inputs.replaceChildren(...result.inputs.map(inputItem));
      inputs.hidden = isPlain;
      say(wordsOf(result, isPlain ? (result.inputs[0]?.path ?? null) : null));
      if (result.report === null) return;
      offer(result);
      bar.hidden = false;
      pane.hidden = false;
      const { title, body } = result.report.html;
      document.title = `${title} - ${TITLE}`;
      await fill(pane, body, () => turn === shown);
      if (turn !== shown) return;
      pane.append(reportScript());
      pane.focus({ preventScroll: true });
    },
    fail(message) {
      say(`This went wrong, which is a fault of oomscope: ${message}`);
    },
    say,
    clear() {
      shown++;
      pane.replaceChildren();
      inputs.replaceChildren();
      for (const part of [pane, inputs, bar]) part.hidden = true;
      document.title = TITLE;
      say('');
    },
  };
}

/** `path`: of the only input; null where a list names them all. */
function wordsOf({ events, repeated, inputs }: Result, path: string | null): string {
  const lines = inputs.reduce((sum, input) => sum + input.lines, 0);
  const where = `${counted(lines, 'line')}${path === null ? '' : ` of ${visibleText(path)}`}`;
  if (events > 0) return `${counted(events, 'out-of-memory event')} in ${where}.${againWords(repeated)}`;
  if (lines === 0) return 'Nothing could be read.';
  return `No run of an OOM killer found in ${where}.`;
}

function againWords(repeated: number): string {
  if (repeated === 0) return '';
  return ` ${counted(repeated, 'event')} found again in another log ${repeated === 1 ? 'is' : 'are'} shown once.`;
}

function inputItem({ path, lines, events, problem }: InputAccount): HTMLElement {
  const item = document.createElement('li');
  const name = document.createElement('bdi');
  name.className = 'name';
  name.textContent = visibleText(path);
  const isRead = problem === null || lines > 0;
  const found = isRead
    ? `${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'}, ${counted(events, 'event')}`
    : '';
  const parts = [found, problem ?? ''].filter((part) => part !== '').join('; ');
  item.className = problem === null ? 'read' : 'problem';
  item.append(name, `: ${parts}`);
  return item;
}

/** In slices of a few milliseconds, letting the browser draw and listen in between. */
async function fill(pane: HTMLElement, sections: readonly string[], isWanted: () => boolean): Promise<void> {
  let until = performance.now() + SLICE_MS;
  for (const section of sections) {
    if (performance.now() > until) {
      await new Promise((resolve) => setTimeout(resolve));
      if (!isWanted()) return;
      until = performance.now() + SLICE_MS;
    }
    pane.append(...new DOMParser().parseFromString(section, 'text/html').body.childNodes);
  }
}

const SLICE_MS = 12;

/** The report's own script, for sorting and filtering: the policy knows it by its hash. */
function reportScript(): HTMLScriptElement {
  const script = document.createElement('script');
  script.textContent = SCRIPT;
  return script;
}
