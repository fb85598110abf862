/** Known names that are close to a mistyped one. */

const MOST_SUGGESTED = 5;

/** Closest first: those that begin with or contain `wanted`, then those few letters away. */
export function suggest(wanted: string, names: readonly string[]): readonly string[] {
  const word = wanted.toLowerCase();
  if (word === '' || word.length > 64) return [];
  const allowed = Math.max(1, Math.floor(word.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(word, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name, 'en'))
    .slice(0, MOST_SUGGESTED)
    .map(({ name }) => name);
}

function distanceOf(word: string, name: string): number {
  if (word.length >= 3 && name.startsWith(word)) return 0;
  if (word.length >= 3 && name.includes(word)) return 0.5;
  return editDistance(word, name);
}

/** Letters to insert, drop, change or swap. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + change,
          isSwap ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
