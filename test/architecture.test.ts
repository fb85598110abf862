/**
 * The house rules as a test: who may import whom, where I/O may happen, how long files and functions may be, that every
 * file says what it is for, and that generated files are fresh.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { compileAll } from '../grammar/compile.mjs';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

/** Stages that a folder may take values from; types may come from any stage named here or in TYPES_FROM. */
const VALUES_FROM: Readonly<Record<string, readonly string[]>> = {
  base: [],
  scan: ['base'],
  container: ['base'],
  envelope: ['base'],
  line: ['base'],
  report: ['base', 'line'],
  diagnosis: ['base', 'line', 'report'],
  render: ['base', 'report', 'diagnosis'],
  source: ['base', 'container', 'scan'],
  store: ['base', 'report'],
  delivery: ['base', 'render', 'report'],
  moment: ['base', 'report', 'diagnosis'],
  service: [
    'base',
    'source',
    'store',
    'delivery',
    'moment',
    'render',
    'report',
    'diagnosis',
    'container',
    'envelope',
    'scan',
    'log-parser.ts',
  ],
  page: ['base', 'scan', 'container', 'report', 'diagnosis', 'render', 'log-parser.ts'],
  cli: ['*'],
};
const TYPES_FROM: Readonly<Record<string, readonly string[]>> = {
  container: ['envelope'],
  line: ['envelope'],
  report: ['envelope'],
  source: ['envelope', 'report'],
  store: ['delivery', 'source'],
  delivery: ['diagnosis', 'store'],
  page: ['envelope'],
};
/** Folders that touch files, processes, network, clocks or timers. All others are pure and run in a browser. */
const IMPURE = new Set(['source', 'store', 'delivery', 'moment', 'service', 'page', 'cli', 'cli.ts']);

const MOST_FILE_LINES = 250;
const MOST_FUNCTION_LINES = 40;

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

const files: readonly SourceFile[] = filesBelow(src)
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.gen.ts'))
  .map((path) => {
    const text = readFileSync(path, 'utf8');
    const short = relative(src, path);
    return {
      path: short,
      folder: short.split('/')[0] ?? '',
      text,
      tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
    };
  });

interface Import {
  readonly target: string;
  readonly isType: boolean;
}

/** Relative imports as folders of src, others by name. */
function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  file.tree.forEachChild((node) => {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return;
    const specifier = node.moduleSpecifier;
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const isType = ts.isImportDeclaration(node) ? isTypeImport(node) : node.isTypeOnly;
    const target = specifier.text.startsWith('.')
      ? (relative(src, resolve(join(src, file.path), '..', specifier.text)).split('/')[0] ?? '')
      : specifier.text;
    found.push({ target: specifier.text.startsWith('.') ? target.replace(/\.js$/, '.ts') : target, isType });
  });
  return found;
}

function isTypeImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every((one) => one.isTypeOnly)
  );
}

function mayImport(file: SourceFile, { target, isType }: Import): boolean {
  if (!target || target === file.folder || !VALUES_FROM[file.folder]) return true;
  if (!(target in VALUES_FROM) && !/^[a-z-]+\.ts$/.test(target)) return true;
  const values = VALUES_FROM[file.folder] ?? [];
  return (
    values.includes('*') ||
    values.includes(target) ||
    (isType && (TYPES_FROM[file.folder] ?? []).includes(target))
  );
}

/** Functions with the lines they have beside the functions inside them. */
function functionsOf(file: SourceFile): { readonly name: string; readonly lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  const linesOf = (node: ts.Node): number =>
    file.tree.getLineAndCharacterOfPosition(node.end).line -
    file.tree.getLineAndCharacterOfPosition(node.getStart()).line +
    1;
  /** Returns the lines taken by functions at or below the node. */
  const visit = (node: ts.Node): number => {
    let inner = 0;
    node.forEachChild((child) => {
      inner += visit(child);
    });
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return inner;
    const lines = linesOf(node);
    const name =
      node.name && ts.isIdentifier(node.name)
        ? node.name.text
        : `line ${file.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    found.push({ name, lines: lines - inner });
    return lines;
  };
  visit(file.tree);
  return found;
}

function hasAny(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.AnyKeyword ||
    (node.forEachChild((child) => hasAny(child) || undefined) ?? false)
  );
}

/** Data tables may be as long as what they list: files that are mostly literals. */
function isDataTable(file: SourceFile): boolean {
  const code = functionsOf(file).reduce((sum, one) => sum + one.lines, 0);
  return code < file.text.split('\n').length / 4;
}

describe('the source tree', () => {
  it('imports downwards only', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((one) => !mayImport(file, one))
        .map((one) => `${file.path} imports ${one.isType ? 'a type' : 'a value'} from ${one.target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps I/O, clocks and Node out of the stages', () => {
    const wrong = files
      .filter((file) => !IMPURE.has(file.folder))
      .flatMap((file) => [
        ...importsOf(file)
          .filter((one) => one.target.startsWith('node:'))
          .map((one) => `${file.path} imports ${one.target}`),
        ...[
          ...file.text.matchAll(
            /\bprocess\.(?:env|exit|argv|std\w+|on|once|cwd|hrtime|memoryUsage|platform)\b|\bBuffer\.[a-z]|\bset(?:Timeout|Interval|Immediate)\(|Date\.now\(\)|new Date\(\)|Math\.random\(\)/g,
          ),
        ].map((found) => `${file.path} uses ${found[0]}`),
      ]);
    expect(wrong).toEqual([]);
  });

  it('opens every file with what it is for', () => {
    const silent = files.filter((file) => !/^(?:#!.*\n)?\/\*\*/.test(file.text)).map((file) => file.path);
    expect(silent).toEqual([]);
  });

  it('keeps files short, data tables excepted', () => {
    const long = files
      .map((file) => ({ file, lines: file.text.split('\n').length }))
      .filter(({ file, lines }) => lines > MOST_FILE_LINES && !isDataTable(file))
      .map(({ file, lines }) => `${file.path}: ${lines}`);
    expect(long).toEqual([]);
  });

  it('keeps functions short', () => {
    const long = files.flatMap((file) =>
      functionsOf(file)
        .filter((one) => one.lines > MOST_FUNCTION_LINES)
        .map((one) => `${file.path} ${one.name}: ${one.lines}`),
    );
    expect(long).toEqual([]);
  });

  it('has no untyped any, no utils, and kebab-case names', () => {
    const untyped = files
      .filter((file) => hasAny(file.tree) || /@ts-(?:ignore|nocheck|expect-error)/.test(file.text))
      .map((file) => file.path);
    const named = files.filter(
      (file) =>
        !/^[a-z0-9-]+(?:\.d)?\.ts$/.test(file.path.split('/').at(-1) ?? '') ||
        /util|helper|(?<!alert)manager/.test(file.path),
    );
    expect([...untyped, ...named.map((file) => file.path)]).toEqual([]);
  });

  it('has no folder the table above does not know', () => {
    const folders = new Set(files.map((file) => file.folder).filter((folder) => !folder.endsWith('.ts')));
    expect([...folders].filter((folder) => !(folder in VALUES_FROM))).toEqual([]);
  });
});

describe('the repository', () => {
  it('has a compiled parser that is fresh', () => {
    for (const { name, output, text } of compileAll())
      expect(readFileSync(output, 'utf8'), `${name}: run npm run grammar`).toBe(text);
  });

  it('has the agreed top level', () => {
    const allowed =
      /^(?:src|grammar|fixtures|test|docs|package\.json|package-lock\.json|tsconfig(?:\.build)?\.json|biome\.json|knip\.json|vitest\.config\.ts|README\.md|LICENSE|CHANGELOG\.md|\..*|node_modules|dist|coverage)$/;
    expect(readdirSync(root).filter((name) => !allowed.test(name))).toEqual([]);
  });

  it('declares exactly the packages that the program imports or takes files from', () => {
    const used = new Set(
      files.flatMap((file) =>
        [...file.text.matchAll(/(?:from|import\(|\bresolve\()\s*'([^'.][^']*)'/g)].map(
          (found) => found[1] ?? '',
        ),
      ),
    );
    const packages = [...used]
      .filter((name) => !name.startsWith('node:') && name !== 'oomscope')
      .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
    const declared = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string> | undefined
    >;
    const runtime = { ...declared.dependencies, ...declared.optionalDependencies };
    expect(Object.keys(runtime).sort()).toEqual([...new Set(packages)].sort());
    const ranges = Object.values({ ...runtime, ...declared.devDependencies });
    expect(ranges.filter((range) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });

  it('speaks of itself alone', () => {
    const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
    const texts = tracked.filter(
      (path) =>
        /\.(?:ts|mjs|md|json|sh|ne|ya?ml|c)$|^\.ci/.test(path) &&
        !/architecture\.test\.ts$|^package-lock/.test(path),
    );
    const telling = texts.filter((path) =>
      /\/work\/|\/root\/|deb\.debian\.org\/debian\b.*http|registry\.npmjs\.org|\bissue #?\d\b/.test(
        readFileSync(join(root, path), 'utf8'),
      ),
    );
    expect(telling).toEqual([]);
  });
});
