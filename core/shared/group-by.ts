/** Those of one key, of which there is at least one. */
export type Group<T> = readonly [T, ...T[]];

/** Groups by key: the keys in the order in which they are first met, what is under each in the order given. */
export function groupBy<Key, T>(items: Iterable<T>, keyOf: (item: T) => Key): ReadonlyMap<Key, Group<T>> {
  return groupValues(items, { keyOf, keep: (item) => item });
}

/** As `groupBy`, keeping of each item what is asked of it. */
export function groupValues<Key, T, Value>(
  items: Iterable<T>,
  { keyOf, keep }: { readonly keyOf: (item: T) => Key; readonly keep: (item: T) => Value },
): ReadonlyMap<Key, Group<Value>> {
  const groups = new Map<Key, [Value, ...Value[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(keep(item));
    else groups.set(key, [keep(item)]);
  }
  return groups;
}
