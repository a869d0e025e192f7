import { hourPrefix, type LogHour, manifestKey, PART_NAME, partKey } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";

/** No run of a cron lives a quarter of an hour; whoever wrote a part so old will not name it any more. */
const STRAY_MS = 86_400_000;

/**
 * Deletes what runs that were cut off have left: parts of the hour that its manifest does not name.
 *
 * @param olderThanMs leaves those that a run which still goes on may yet name
 * @returns how many were deleted, and how many are too young for it
 */
export async function removeStrayParts(
  store: LogStore,
  hour: LogHour,
  { now, olderThanMs = STRAY_MS }: { readonly now: Date; readonly olderThanMs?: number },
): Promise<{ readonly deleted: number; readonly left: number }> {
  const listed = await store.list(hourPrefix(hour));
  // Read after the list: a part that was named meanwhile is named here.
  const stored = await store.readManifest(manifestKey(hour));
  const named = new Set(stored?.manifest.parts.map(({ name }) => name));
  const strays = listed.filter(({ name }) => PART_NAME.test(name) && !named.has(name));
  const old = strays.filter(({ uploadedAt }) => uploadedAt.getTime() <= now.getTime() - olderThanMs);
  await store.delete(old.map(({ name }) => partKey(hour, name)));
  return { deleted: old.length, left: strays.length - old.length };
}
