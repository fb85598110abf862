/** The licence texts of the packages that went into a bundle, as those licences ask for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `inputs`: paths of the bundle's modules, as esbuild's metafile has them. */
export function noticesOf(root, inputs) {
  const packages = inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(packages)]
    .sort()
    .map((name) => {
      const folder = join(root, 'node_modules', name);
      const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return `${name} ${version}\n\n${licenceIn(folder)}`;
    })
    .join('\n\n');
}

function licenceIn(folder) {
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license']) {
    try {
      return readFileSync(join(folder, name), 'utf8').trim();
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`${folder} has no licence text`);
}
