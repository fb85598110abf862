/** The ways in: file and folder dialogs, dropping on the page, pasting anywhere, and the field for pasted lines. */
import { element } from './elements.js';
import { chosenLogs, droppedLogs } from './folder-logs.js';

const PASTED_NAME = 'pasted text';
/** Longer pastes are read at once: a text field of that size would make the browser slow. */
const FIELD_CHARACTERS = 200_000;

export interface TakeLogs {
  readonly read: (files: readonly File[]) => void;
  /** What was given has no log in it, or cannot be looked into: says why. */
  readonly nothing: (words: string) => void;
}

const NO_LOGS = 'No log found there: none of the files has a usual log name. Open the file itself.';
const NO_FOLDERS = 'This browser does not let a page look into a dropped folder. Use the button for folders.';

export function takeLogs({ read, nothing }: TakeLogs): void {
  const take = (files: readonly File[] | null): void => {
    if (files === null) nothing(NO_FOLDERS);
    else if (files.length === 0) nothing(NO_LOGS);
    else read(files);
  };
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-opens]')) {
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      input.value = '';
      if (files.length > 0) take(chosenLogs(files));
    });
  }
  takeDrops((data) => {
    const isFiles = [...(data?.items ?? [])].some(({ kind }) => kind === 'file');
    if (data === null || !isFiles) read(filesOf(data));
    else void droppedLogs(data.items).then(take, (error) => nothing(`It could not be read: ${error}`));
  });
  takePastes(read);
}

function takeDrops(take: (data: DataTransfer | null) => void): void {
  const mark = (isOver: boolean) => document.documentElement.classList.toggle('over', isOver);
  addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    take(event.dataTransfer);
  });
}

function takePastes(read: (files: readonly File[]) => void): void {
  const field = element('paste', HTMLTextAreaElement);
  const explain = (): void => {
    if (field.value.trim() === '') field.focus();
    else read([pastedFile(field.value)]);
  };
  element('explain', HTMLButtonElement).addEventListener('click', explain);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) explain();
  });
  addEventListener('paste', (event) => {
    const files = filesOf(event.clipboardData);
    const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    const isPlain = event.clipboardData?.files.length === 0 && (files[0]?.size ?? 0) < FIELD_CHARACTERS;
    if (files.length === 0 || (isField && isPlain)) return;
    event.preventDefault();
    read(files);
  });
}

/** Files, or dragged and pasted text as one. */
function filesOf(data: DataTransfer | null): readonly File[] {
  if (data === null) return [];
  if (data.files.length > 0) return [...data.files];
  const text = data.getData('text/plain');
  return text === '' ? [] : [pastedFile(text)];
}

/** Without a time, which says nothing about when the lines were logged. */
function pastedFile(text: string): File {
  return new File([text], PASTED_NAME, { type: 'text/plain', lastModified: 0 });
}
