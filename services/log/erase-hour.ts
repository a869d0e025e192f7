import { encodeHex } from "../../core/shared/encoding.ts";
import { gunzip, gzip } from "../../platform/gzip.ts";
import { randomBytes } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { rawObjectKey } from "../clicks/raw-object-key.ts";
import { deleteUnnamed } from "./delete-unnamed.ts";
import { eraseFromPart, hasSubject } from "./erase-part.ts";
import { type LogHour, manifestKey, partKey, partName, rawHourPrefix } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import { manifestOf, type Part } from "./manifest.ts";
import { removeStrayParts } from "./remove-stray-parts.ts";
import { eraseFromLines, type Subject } from "./subject.ts";

/** A run of a cron is over after this time, and names no part any more. */
export const RUN_MS_MAX = 1_200_000;

/** What is to be erased, and when the run began. */
export type Erasing = { readonly subject: Subject; readonly now: Date };

/** What was changed in an hour. */
export type ErasedHour = {
  readonly rawObjects: number;
  readonly parts: number;
  /** False if a compaction overtook it, or left parts that it may yet name: then it is to be looked at again. */
  readonly isSettled: boolean;
};

/**
 * Takes a subject out of the raw objects and the Parquet files of an hour. The clicks stay, and so do their
 * number and order; files get other names, and the manifest names them.
 *
 * Safe to cut off anywhere and to repeat: raw objects come first, since parts are made of them, and what is
 * replaced is deleted only when what replaces it is there.
 */
export async function eraseHour(store: LogStore, hour: LogHour, erasing: Erasing): Promise<ErasedHour> {
  const renamed = new Map<string, string>();
  for (const { name } of await store.list(rawHourPrefix(hour))) {
    const newName = await eraseRawObject(store, { hour, name }, erasing.subject);
    if (newName !== null) renamed.set(name, newName);
  }
  const { parts, isOvertaken } = await eraseParts(store, hour, { ...erasing, renamed });
  const { left } = await removeStrayParts(store, hour, { now: erasing.now, olderThanMs: RUN_MS_MAX });
  return { rawObjects: renamed.size, parts, isSettled: !isOvertaken && left === 0 };
}

/** @returns the name of what replaces the object, or null if it has nothing of the subject */
async function eraseRawObject(
  store: LogStore,
  { hour, name }: { readonly hour: LogHour; readonly name: string },
  subject: Subject,
): Promise<string | null> {
  const key = `${rawHourPrefix(hour)}${name}`;
  const bytes = await store.get(key);
  const { lines, clicks } = eraseFromLines(bytes === null ? "" : gunzip(bytes), subject);
  if (clicks === 0) return null;
  const newKey = rawObjectKey(hour.workspaceId, hour.hour, sha256Hex(lines));
  await store.put(newKey, gzip(lines), "raw");
  await store.delete([key]);
  return newKey.slice(rawHourPrefix(hour).length);
}

async function eraseParts(
  store: LogStore,
  hour: LogHour,
  { subject, now, renamed }: Erasing & { readonly renamed: ReadonlyMap<string, string> },
): Promise<{ readonly parts: number; readonly isOvertaken: boolean }> {
  const stored = await store.readManifest(manifestKey(hour));
  if (!stored) return { parts: 0, isOvertaken: false };
  const { manifest, etag } = stored;
  const replaced = new Map<string, Part>();
  const run = encodeHex(randomBytes(8));
  for (const part of manifest.parts) {
    const of = { key: partKey(hour, part.name), part, subject };
    if (await hasSubject(store, of)) {
      replaced.set(
        part.name,
        await replacePart(store, hour, { part, bytes: await eraseFromPart(store, of, run) }),
      );
    }
  }
  if (replaced.size === 0 && !manifest.sources.some((name) => renamed.has(name))) {
    return { parts: 0, isOvertaken: false };
  }
  const parts = manifest.parts.map((part) => replaced.get(part.name) ?? part);
  const sources = manifest.sources.map((name) => renamed.get(name) ?? name);
  const written = await store.writeManifest(
    manifestKey(hour),
    manifestOf(hour, parts, { sources, now }),
    etag,
  );
  // What the manifest does not name now is to go: the parts of before, or those of this run.
  const names = [...replaced.keys(), ...[...replaced.values()].map(({ name }) => name)];
  await deleteUnnamed(store, hour, names);
  return { parts: written === null ? 0 : replaced.size, isOvertaken: written === null };
}

async function replacePart(
  store: LogStore,
  hour: LogHour,
  { part, bytes }: { readonly part: Part; readonly bytes: Uint8Array },
): Promise<Part> {
  const sha256 = sha256Hex(bytes);
  const name = partName(sha256);
  await store.put(partKey(hour, name), bytes, "part");
  return { ...part, name, sha256, bytes: bytes.length };
}
