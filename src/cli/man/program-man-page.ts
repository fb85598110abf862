/** The man page of this program. */
import { commandTree } from '../completion/command-tree.js';
import { buildProgram } from '../program.js';
import { packageVersion } from '../version.js';
import { manPage } from './man-page.js';

export async function programManPage(): Promise<string> {
  const { stdout, stderr } = process;
  const program = await buildProgram({ streams: { stdout, stderr, env: {} }, done: () => {} });
  return manPage(commandTree(program), packageVersion());
}
