/**
 * Gives what `read` answers for each item, in their order, while the next few are being read already.
 * What fails throws when its turn comes.
 */
export async function* readAhead<Item, Read>(
  items: readonly Item[],
  ahead: number,
  read: (item: Item) => Promise<Read>,
): AsyncGenerator<{ readonly item: Item; readonly read: Read }> {
  const pending: Promise<Read>[] = [];
  for (let index = 0; index < items.length; index += 1) {
    while (pending.length < ahead && index + pending.length < items.length) {
      const next = read(items[index + pending.length] as Item);
      // One that fails before its turn must not count as unhandled.
      next.catch(() => undefined);
      pending.push(next);
    }
    yield { item: items[index] as Item, read: await (pending.shift() as Promise<Read>) };
  }
}
