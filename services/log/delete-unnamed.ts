import { type LogHour, manifestKey, partKey } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";

/**
 * Deletes parts that the hour's manifest does not name; what it names stays, whoever wrote it. For a
 * manifest that was refused may have been written all the same: by a first try whose answer was lost.
 *
 * @param names of parts that nobody else can come to name
 */
export async function deleteUnnamed(store: LogStore, hour: LogHour, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const stored = await store.readManifest(manifestKey(hour));
  const named = new Set(stored?.manifest.parts.map(({ name }) => name));
  await store.delete(names.filter((name) => !named.has(name)).map((name) => partKey(hour, name)));
}
