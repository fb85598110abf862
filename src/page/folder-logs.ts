/**
 * The logs in folders that were dropped on the page or chosen in the dialog, oldest first: as on the command line, the
 * usual log names of all levels. Files that were given one by one are taken whatever they are called.
 */
import { isLogName } from '../container/log-names.js';

/** Folders below each other that are looked into. */
const MOST_DEPTH = 24;

/** A file with its path in the folder, when it was found in one. */
interface Found {
  readonly file: File;
  readonly path: string | null;
}

/** What browsers have for dropped folders, as far as they have it: Firefox and Safari do not. */
type DroppedItem = DataTransferItem & {
  readonly getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
};

/**
 * The logs of a drop. To be called within the event: what was dropped cannot be asked for later. Null: a folder was
 * dropped that this browser does not let a page look into.
 */
export async function droppedLogs(items: DataTransferItemList): Promise<readonly File[] | null> {
  const found = await Promise.all([...items].filter(({ kind }) => kind === 'file').map(foundIn));
  return found.includes(null) ? null : inOrder(found.flatMap((some) => some ?? []));
}

/** The logs among the files of a folder that was chosen in the dialog, or all files that were chosen one by one. */
export function chosenLogs(files: readonly File[]): readonly File[] {
  return inOrder(
    files.flatMap((file): readonly Found[] => {
      const { webkitRelativePath: path } = file;
      if (path === '') return [{ file, path: null }];
      return isLogName(path) ? [{ file, path }] : [];
    }),
  );
}

/** Both ways of asking are begun at once, before the event is over. */
async function foundIn(item: DroppedItem): Promise<readonly Found[] | null> {
  const file = item.getAsFile();
  if (item.webkitGetAsEntry()?.isDirectory !== true) return file === null ? [] : [{ file, path: null }];
  const handle = await item.getAsFileSystemHandle?.();
  return handle === null || handle === undefined ? null : logsBelow(handle, handle.name, 0);
}

async function logsBelow(handle: FileSystemHandle, path: string, depth: number): Promise<readonly Found[]> {
  if (isFile(handle)) return isLogName(handle.name) ? [{ file: await handle.getFile(), path }] : [];
  if (!isDirectory(handle) || depth >= MOST_DEPTH) return [];
  const found: Found[] = [];
  for await (const child of handle.values())
    found.push(...(await logsBelow(child, `${path}/${child.name}`, depth + 1)));
  return found;
}

function isFile(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === 'file';
}

function isDirectory(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory';
}

/** Files of a folder are called by their path in it: many folders have a `kern.log`. The contents are not copied. */
function inOrder(found: readonly Found[]): readonly File[] {
  const isOneByOne = found.every(({ path }) => path === null);
  const sorted = isOneByOne ? found : [...found].sort((a, b) => a.file.lastModified - b.file.lastModified);
  return sorted.map(({ file, path }) => {
    const { lastModified, type } = file;
    return path === null ? file : new File([file], path, { lastModified, type });
  });
}
