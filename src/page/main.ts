/**
 * The page's program: takes logs by file dialog, drop, paste or example, has the worker read them, and shows what came
 * of it.
 */
import { element } from './elements.js';
import { listExamples } from './examples.js';
import type { Task } from './messages.js';
import { createReportPane } from './report-pane.js';
import { runTask } from './run-task.js';
import { takeLogs } from './take-logs.js';
import { createWorkPane } from './work-pane.js';

const start = element('start', HTMLElement);
const work = createWorkPane();
const report = createReportPane();
let stop: (() => void) | null = null;

function read(files: readonly File[]): void {
  if (files.length === 0) return;
  stop?.();
  const task: Task = { files, now: new Date().toISOString() };
  start.hidden = true;
  report.clear();
  work.begin(files);
  stop = runTask(task, {
    progress: (progress) => work.show(progress),
    done: (result) => {
      end();
      start.hidden = result.events > 0;
      void report.show(result);
    },
    failed: (message) => {
      end();
      start.hidden = false;
      report.fail(message);
    },
  });
}

function end(): void {
  stop?.();
  stop = null;
  work.end();
}

/** Back to the first view; the focus goes where the next log is opened. */
function restart(words: string): void {
  end();
  report.clear();
  start.hidden = false;
  report.say(words);
  start.querySelector<HTMLElement>('input[data-opens]')?.focus();
}

takeLogs({ read, nothing: (words) => restart(words) });
listExamples(read);
element('cancel', HTMLElement).addEventListener('click', () => restart('Cancelled.'));
element('restart', HTMLElement).addEventListener('click', () => restart(''));
