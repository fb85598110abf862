/** Reads the kernel's lists of NUMA nodes: `0`, `0-1`, `0,2-3`. */

/** No machine has more (include/linux/numa.h, MAX_NUMNODES: 2^10 at most). */
const MAX_NODES = 1024;

/** Null for `(null)`, an empty list, or text that is no list of nodes that can be: then all nodes count. */
export function parseNodeList(list: string | null | undefined): ReadonlySet<number> | null {
  if (list === null || list === undefined || !/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/.test(list)) return null;
  const nodes = new Set<number>();
  for (const range of list.split(',')) {
    const [first = 0, last = first] = range.split('-').map(Number);
    if (last >= MAX_NODES) return null;
    for (let node = first; node <= last; node += 1) nodes.add(node);
  }
  return nodes;
}
