/**
 * Command line arguments into inputs: files, directories, globs, standard input. Nothing is opened here; what cannot be
 * read becomes a problem with its path, and the others go on.
 */
import { stat } from 'node:fs/promises';
import { isJournalName } from '../container/log-names.js';
import { explainIoError } from './explain-io-error.js';
import { glob, hasGlob } from './glob.js';
import type { Input, InputProblem } from './input.js';
import { walkDirectory } from './walk-directory.js';

/** No argument means standard input. Journal files among the arguments come as one input, at the first one's place. */
export async function* expandInputs(args: readonly string[]): AsyncGenerator<Input> {
  const inputs: Input[] = [];
  for (const arg of args.length === 0 ? ['-'] : args) inputs.push(...(await expandArgument(arg)));
  yield* mergeJournals(inputs);
}

async function expandArgument(arg: string): Promise<Input[]> {
  if (arg === '-') return [{ kind: 'stdin', path: '-' }];
  if (arg === '')
    return [problem(arg, 'an empty path was given; name a file, a directory or - for standard input')];
  try {
    return await expandPath(arg);
  } catch (error) {
    if (!hasGlob(arg)) return [problem(arg, explainIoError(error))];
  }
  const paths = await glob(arg);
  if (paths.length === 0) return [problem(arg, 'no file matches this pattern')];
  const expanded: Input[] = [];
  for (const path of paths) {
    expanded.push(...(await expandPath(path).catch((error) => [problem(path, explainIoError(error))])));
  }
  return expanded;
}

async function expandPath(path: string): Promise<Input[]> {
  const info = await stat(path);
  if (info.isDirectory()) return expandDirectory(path);
  if (info.isSocket() || info.isBlockDevice()) return [problem(path, 'it is a socket or a disk, not a log')];
  if (path === '/dev/kmsg') {
    return [problem(path, 'the running kernel cannot be read as a file; use `dmesg | oomscope parse -`')];
  }
  const isFile = info.isFile();
  const sizeBytes = isFile && info.size > 0 ? info.size : null;
  return [{ kind: 'file', path, sizeBytes, modified: isFile ? info.mtime : null }];
}

async function expandDirectory(path: string): Promise<Input[]> {
  const { files, problems } = await walkDirectory(path);
  if (files.length === 0 && problems.length === 0) {
    const names = 'dmesg*, messages*, syslog*, kern*, console*, *.log, *.journal';
    return [problem(path, `no log files in this directory (looked for ${names}); name the files instead`)];
  }
  const texts = files.filter((file) => !isJournalName(file.path));
  const journals = files.filter((file) => isJournalName(file.path));
  const inputs: Input[] = [...problems, ...texts.map((file) => ({ kind: 'file' as const, ...file }))];
  if (journals.length > 0) {
    const sizeBytes = journals.reduce((sum, file) => sum + file.sizeBytes, 0);
    inputs.push({ kind: 'journals', path, files: journals.map((file) => file.path), sizeBytes });
  }
  return inputs;
}

/** Journal files named one by one (a shell's `*.journal`) belong together like those of a directory. */
function mergeJournals(inputs: readonly Input[]): Input[] {
  const named = inputs.filter((input) => input.kind === 'file' && isJournalName(input.path));
  const first = named[0];
  if (first === undefined) return [...inputs];
  const files = named.map((input) => input.path);
  const sizeBytes = named.reduce(
    (sum, input) => sum + (input.kind === 'file' ? (input.sizeBytes ?? 0) : 0),
    0,
  );
  const path = files.length === 1 ? first.path : `${first.path} and ${files.length - 1} more`;
  return inputs.flatMap((input): Input[] => {
    if (input === first) return [{ kind: 'journals', path, files, sizeBytes }];
    return named.includes(input) ? [] : [input];
  });
}

function problem(path: string, message: string): InputProblem {
  return { kind: 'problem', path, message };
}
