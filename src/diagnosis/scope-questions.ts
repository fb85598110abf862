/** Small questions about what a report says of its scope. */

/** `/` is the root cpuset, which says nothing. */
export function isOwnCpuset(name: string | null): boolean {
  return name !== null && name !== '/' && name !== '';
}
