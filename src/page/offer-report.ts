/** Takes the report out of the page: as an HTML file of its own, and as Markdown on the clipboard. */
import { element } from './elements.js';
import type { Report, Result } from './messages.js';

/** Gives back what is told of each new report. `say` speaks to the reader. */
export function offerReport(say: (words: string) => void): (result: Result) => void {
  let result: Result | null = null;
  element('save', HTMLButtonElement).addEventListener('click', () => {
    if (result?.report) save(result.report, `${baseName(result)}.html`);
  });
  element('copy', HTMLButtonElement).addEventListener('click', () => {
    if (!result?.report) return;
    copy(result.report.markdown).then(
      () => say('Copied as Markdown.'),
      () => say('The browser does not let this page write to the clipboard.'),
    );
  });
  return (next) => {
    result = next;
  };
}

function baseName({ inputs }: Result): string {
  const [only] = inputs;
  const name = inputs.length === 1 && only ? only.path : 'report';
  return `oomscope-${name.replace(/[^\w.-]+/g, '-').slice(0, 80)}`;
}

function save({ html: { head, body, tail } }: Report, name: string): void {
  const address = URL.createObjectURL(new Blob([head, ...body, tail], { type: 'text/html' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser takes its own hold of the file when the download starts.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function copy(text: string): Promise<void> {
  // Pages opened from a disk have no clipboard of their own in some browsers.
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  throw new Error('no clipboard');
}
