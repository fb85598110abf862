/** The page size that the sizes of a report were read with: reports of a cgroup have no Mem-Info that holds it. */
import type { OomReport, Task } from '../report/event.js';

const USUAL_PAGE = 4096;
/** Of arm64, LoongArch and Power; the largest first, as its multiples are multiples of the others. */
const LARGER_PAGES = [65_536, 16_384];
/** By chance a number of small pages is a number of larger ones, too, once in four; not this often in a row. */
const ENOUGH = 6;

export function pageBytesOf({ memory, tasks }: OomReport): number {
  return memory?.pageSizeBytes ?? LARGER_PAGES.find((size) => isPagedBy(size, tasks)) ?? USUAL_PAGE;
}

function isPagedBy(size: number, tasks: readonly Task[]): boolean {
  let multiples = 0;
  for (const { totalVmBytes, rssBytes, pageTableBytes } of tasks) {
    for (const bytes of [totalVmBytes, rssBytes, pageTableBytes]) {
      if (bytes === null || bytes === 0) continue;
      if (bytes % size !== 0) return false;
      multiples++;
    }
  }
  return multiples >= ENOUGH;
}
