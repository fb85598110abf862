/** Files of several folders may have one name: numbers tell them apart, since line numbers and links need to. */

/** `kern.log`, `kern.log` -> `kern.log`, `kern.log (2)`. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name} (${number})`;
    taken.add(unique);
    return unique;
  });
}
