import { gunzip } from "../../platform/gzip.ts";
import { hasSubject } from "./erase-part.ts";
import { hourPrefix, type LogHour, manifestKey, PART_NAME, partKey, rawHourPrefix } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import type { Manifest } from "./manifest.ts";
import { eraseFromLines, type Subject } from "./subject.ts";

/** True if the hour's parts have the subject. An hour that was never compacted tells nothing, so it may. */
export async function mayHaveSubject(store: LogStore, hour: LogHour, subject: Subject): Promise<boolean> {
  const stored = await store.readManifest(manifestKey(hour));
  return !stored || partsHaveSubject(store, hour, { manifest: stored.manifest, subject });
}

/** True if anything of the hour has the subject, or may: its raw objects, its parts, and parts without a name. */
export async function hourHasSubject(store: LogStore, hour: LogHour, subject: Subject): Promise<boolean> {
  for (const { name } of await store.list(rawHourPrefix(hour))) {
    const bytes = await store.get(`${rawHourPrefix(hour)}${name}`);
    if (bytes !== null && eraseFromLines(gunzip(bytes), subject).clicks > 0) return true;
  }
  const parts = (await store.list(hourPrefix(hour))).filter(({ name }) => PART_NAME.test(name));
  const stored = await store.readManifest(manifestKey(hour));
  const named = new Set(stored?.manifest.parts.map(({ name }) => name));
  if (parts.some(({ name }) => !named.has(name))) return true;
  return stored !== null && partsHaveSubject(store, hour, { manifest: stored.manifest, subject });
}

async function partsHaveSubject(
  store: LogStore,
  hour: LogHour,
  { manifest, subject }: { readonly manifest: Manifest; readonly subject: Subject },
): Promise<boolean> {
  for (const part of manifest.parts) {
    if (await hasSubject(store, { key: partKey(hour, part.name), part, subject })) return true;
  }
  return false;
}
