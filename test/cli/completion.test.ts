/** Completions in the shells themselves, and the man page in the formatters: complete, without complaints. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bashCompletion } from '../../src/cli/completion/bash-completion.js';
import { allCommands, commandTree, type TreeCommand } from '../../src/cli/completion/command-tree.js';
import { fishCompletion } from '../../src/cli/completion/fish-completion.js';
import { zshCompletion } from '../../src/cli/completion/zsh-completion.js';
import { manPage } from '../../src/cli/man/man-page.js';
import { buildProgram, runProgram } from '../../src/cli/program.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const streams = { stdout: process.stdout, stderr: process.stderr, env: {} };
const tree = commandTree(await buildProgram({ streams, done: () => {} }));
const SCRIPTS = { bash: bashCompletion(tree), zsh: zshCompletion(tree), fish: fishCompletion(tree) };
const page = manPage(tree, '1.2.3');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oomscope-completion-'));
  mkdirSync(join(folder, 'a-folder'));
  writeFileSync(join(folder, 'kern log.1'), '');
  for (const [shell, script] of Object.entries(SCRIPTS)) writeFileSync(join(folder, shell), script);
  writeFileSync(join(folder, 'oomscope.1'), page);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Null where the program is there. */
function whyNot(program: string): string | null {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
    ? null
    : `${program} is not installed`;
}

function run(program: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What is typed, and what has to be among the proposals, or must not be. */
const CASES: readonly (readonly [typed: string, wanted: readonly string[], unwanted: readonly string[]])[] = [
  ['oomscope ', ['parse', 'watch', 'config', 'completion', 'help'], ['check', '--format']],
  ['oomscope pa', ['parse', 'page'], ['watch']],
  ['oomscope help wa', ['watch'], ['parse']],
  ['oomscope config ', ['check', 'print', 'schema'], ['parse']],
  ['oomscope config check --c', ['--config'], ['--format']],
  ['oomscope parse --f', ['--format', '--fail-on-oom'], ['--config']],
  ['oomscope parse --format ', ['json', 'ndjson', 'csv'], ['bash', 'kern log.1']],
  ['oomscope parse -f md kern --format j', ['json'], ['ndjson']],
  ['oomscope parse --format=j', ['json'], ['text']],
  ['oomscope parse ke', ['kern log.1'], ['json']],
  ['oomscope completion ', ['bash', 'zsh', 'fish'], ['parse']],
  ['oomscope history --state ', ['a-folder'], ['kern log.1', 'log.1']],
];

describe.skipIf(whyNot('bash') !== null)(`in bash (${whyNot('bash') ?? 'installed'})`, () => {
  it.each(CASES)('%s', (typed, wanted, unwanted) => {
    const words = typed.split(/ |(?<==)|(?==)/);
    const script = `set -u; source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _oomscope; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const proposals = run('bash', ['--norc', '-c', script, 'bash', ...words]).split('\n');
    expect(proposals).toEqual(expect.arrayContaining([...wanted]));
    for (const one of unwanted) expect(proposals).not.toContain(one);
  });

  it('proposes files only after --', () => {
    const script = `source ./bash; COMP_WORDS=(oomscope parse -- ke); COMP_CWORD=3; _oomscope; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(run('bash', ['--norc', '-c', script])).toBe('kern log.1\n');
  });
});

describe.skipIf(whyNot('fish') !== null)(`in fish (${whyNot('fish') ?? 'installed'})`, () => {
  it.each(CASES)('%s', (typed, wanted, unwanted) => {
    const script = `source ./fish; complete -C '${typed}'`;
    const proposals = run('fish', ['--no-config', '-c', script])
      .split('\n')
      .map((line) =>
        line
          .split('\t')[0]
          ?.replace(/^--format=|\/$/g, '')
          .replaceAll('\\ ', ' '),
      );
    expect(proposals).toEqual(expect.arrayContaining([...wanted]));
    for (const one of unwanted) expect(proposals).not.toContain(one);
  });
});

/** One of each kind: starting zsh takes long. */
const ZSH_CASES = new Set([
  'oomscope ',
  'oomscope config ',
  'oomscope parse --f',
  'oomscope parse --format ',
  'oomscope history --state ',
]);

/** Zsh completes for a terminal only: one of its own shows what it proposes. */
const ZSH = String.raw`
zmodload zsh/zpty
zpty z zsh -f -i
until_shown() {
  local all= chunk
  SECONDS=0
  while ((SECONDS < 25)); do
    zpty -rt z chunk && all+=$chunk || sleep 0.05
    [[ $all == *$1* ]] && break
  done
  print -r -- "$all"
}
zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; source ./zsh; LISTMAX=1000; bindkey "^I" list-choices; print RE""ADY'
until_shown READY > /dev/null
zpty -w -n z "$1"$'\t'
sleep 0.2
zpty -w -n z $'\x15print DO""NE\n'
until_shown DONE
zpty -d z`;

/** Without what moves the cursor. */
function proposedByZsh(typed: string): string[] {
  const env = { ...process.env, TERM: 'vt100' };
  const { stdout } = spawnSync('zsh', ['-f', '-c', ZSH, 'zsh', typed], {
    cwd: folder,
    encoding: 'utf8',
    env,
    timeout: 55_000,
  });
  return stdout
    .replaceAll('\0', '')
    .split('\u001b[')
    .map((part, index) => (index === 0 ? part : part.replace(/^[0-9;?]*[A-Za-z]/, ' ')))
    .join('')
    .split(/[\s/]+/);
}

describe.skipIf(whyNot('zsh') !== null)(`in zsh (${whyNot('zsh') ?? 'installed'})`, () => {
  it('has no mistake that zsh finds by reading', () => {
    expect(run('zsh', ['-n', join(folder, 'zsh')])).toBe('');
  });

  it.each(CASES.filter(([typed]) => ZSH_CASES.has(typed)))('%s', (typed, wanted, unwanted) => {
    const shown = proposedByZsh(typed);
    expect(shown).toEqual(expect.arrayContaining([...wanted]));
    for (const one of unwanted) expect(shown).not.toContain(one);
  });
});

describe('every command and option', () => {
  const names = allCommands(tree).flatMap((command) => [
    command,
    ...command.options.map((option) => ({ ...option, path: command.path })),
  ]);

  it('is in the tree that the program has', () => {
    const below = (command: TreeCommand): number =>
      command.commands.reduce((sum, one) => sum + below(one), 1);
    expect(below(tree)).toBeGreaterThan(14);
    expect(names.filter(({ description }) => description === '')).toEqual([]);
  });

  it.each(Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[])(
    'is in the script for %s, which is what the command prints',
    async (shell) => {
      let printed = '';
      const stdout = {
        ...process.stdout,
        write: (text: string) => (printed += text),
      } as unknown as typeof process.stdout;
      expect(await runProgram(['completion', shell], { ...streams, stdout })).toBe(0);
      expect(printed).toBe(SCRIPTS[shell]);
      for (const { options, path } of allCommands(tree)) {
        expect(printed).toContain(path.split(' ').at(-1));
        for (const { long } of options)
          expect(printed).toContain(shell === 'fish' ? `-l ${long?.slice(2)}` : long);
      }
    },
  );

  it('is in the man page, with its description and examples', () => {
    const plain = page
      .replaceAll('\\-', '-')
      .replaceAll('\\(aq', "'")
      .replaceAll('\\e', '\\')
      .replaceAll('\\&', '');
    for (const { path, description, options, examples } of allCommands(tree)) {
      expect(plain).toContain(path);
      expect(plain).toContain(description);
      for (const { flags } of options) expect(plain).toContain(`.B ${flags}`);
      const [first = ''] = examples.split('\n').filter((line) => line.startsWith('  '));
      expect(plain).toContain(first);
    }
  });
});

describe('the man page', () => {
  it.skipIf(whyNot('mandoc') !== null && spawnSync('mandoc').error !== undefined)(
    'has nothing that mandoc finds wrong, but that it has no date',
    () => {
      const { stdout, error } = spawnSync('mandoc', ['-Tlint', '-Wwarning', join(folder, 'oomscope.1')], {
        encoding: 'utf8',
      });
      expect(error).toBeUndefined();
      expect(stdout.split('\n').filter((line) => line !== '' && !/missing date/.test(line))).toEqual([]);
    },
  );

  it.skipIf(whyNot('groff') !== null)('has nothing that groff warns of', () => {
    const { stderr, status } = spawnSync('groff', ['-man', '-Tutf8', '-ww', join(folder, 'oomscope.1')], {
      encoding: 'utf8',
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it.skipIf(whyNot('man') !== null)('is shown by man', () => {
    const shown = spawnSync('man', ['-l', join(folder, 'oomscope.1')], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80' },
    });
    expect(shown.stdout).toContain(
      'oomscope parse --fail-on-oom console.txt || echo "out of memory, or not readable"',
    );
    expect(shown.stderr).toBe('');
  });

  it('belongs to the package, and is made by its build', () => {
    const root = join(import.meta.dirname, '../..');
    const { man, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      man: string;
      scripts: Record<string, string>;
    };
    expect(man).toBe('dist/oomscope.1');
    expect(scripts.build).toContain('npm run man');
    const built = spawnSync(
      process.execPath,
      [join(root, 'src/cli/man/build.mjs'), join(folder, 'built.1')],
      { encoding: 'utf8' },
    );
    expect(built.stderr).toBe('');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(readFileSync(join(folder, 'built.1'), 'utf8')).toBe(manPage(tree, version));
  });
});
