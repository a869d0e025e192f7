/**
 * Does a thing with each item in turn. One that fails keeps no other waiting; what failed is thrown together
 * at the end.
 *
 * @param tell says what failed, by how many errors there are
 */
export async function eachApart<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<unknown>,
  tell?: (count: number) => string,
): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      errors.push(error);
    }
  }
  throwTogether(errors, tell);
}

/** Throws what failed, if anything did, as one error that names the first few. */
export function throwTogether(errors: readonly unknown[], tell?: (count: number) => string): void {
  if (errors.length === 0) return;
  const named = errors.slice(0, NAMED_MAX).map(String).join("; ");
  throw new AggregateError(errors, tell ? `${tell(errors.length)}: ${named}` : named);
}

/** A thousand that fail for one reason say no more than a few of them. */
const NAMED_MAX = 5;
