/** Those of one key, of which there is at least one. */
export type Group<T> = readonly [T, ...T[]];

/** Groups by key: the keys in the order in which they are first met, what is under each in the order given. */
export function groupBy<Key, T>(items: Iterable<T>, keyOf: (item: T) => Key): ReadonlyMap<Key, Group<T>> {
  const groups = new Map<Key, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
