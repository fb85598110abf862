/** Programs whose packages cannot be installed beside others: `.ci/run` unpacks them into a folder of their own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = '/opt/oomscope-tools';

export interface ExtractedTool {
  readonly path: string;
  /** What its libraries are found by. */
  readonly env: NodeJS.ProcessEnv;
  /** Of the folder that it is unpacked in; empty where it is installed. */
  readonly root: string;
}

/** `path`: where the package has it, `/usr/sbin/syslog-ng`. Null where it is neither installed nor unpacked. */
export function extractedTool(path: string): ExtractedTool | null {
  if (existsSync(path)) return { path, env: process.env, root: '' };
  const unpacked = join(FOLDER, path);
  if (!existsSync(unpacked)) return null;
  const ofMachine = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((name) => [
    `lib/${name}`,
    `usr/lib/${name}`,
  ]);
  const libraries = [...ofMachine, 'usr/lib/syslog-ng'];
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: libraries.map((folder) => join(FOLDER, folder)).join(':'),
  };
  return { path: unpacked, env, root: FOLDER };
}
