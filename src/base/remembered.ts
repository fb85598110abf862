/** What is read of an object, once: for questions that many ask of one that does not change. It is forgotten with the object. */
export function remembered<Of extends object, Value extends object | string | number | null>(
  read: (of: Of) => Value,
): (of: Of) => Value {
  const known = new WeakMap<Of, Value>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const value = read(of);
    known.set(of, value);
    return value;
  };
}
