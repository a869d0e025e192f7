import { HOUR_MS, type LogHour, partKey } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import type { Manifest } from "./manifest.ts";
import { BrokenPart, readPartIds } from "./read-part.ts";
import { parseShownId } from "./row-id.ts";
import { distinctIds, type IdParts, idsBetween, mergeIds, NO_IDS, type SortedIds } from "./sorted-ids.ts";

/** Ids of an hour are compared so many at a time, about. */
const IDS_PER_SLICE = 200_000;

/** A part of an hour's time, and the ids that the Parquet files have of it. */
export type HourSlice = {
  /** Which of the slices it is, from 0. */
  readonly index: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly ids: SortedIds;
  /** Ids that are in the files more than once, and files that cannot be read. */
  readonly repeated: readonly IdParts[];
  readonly broken: readonly string[];
};

/** Into how many slices of equal time the rows of an hour are cut. */
export function slicesOf(rows: number): number {
  return Math.max(1, Math.ceil(rows / IDS_PER_SLICE));
}

/** Reads the ids of an hour slice by slice, so that an hour of any size takes the memory of one slice. */
export async function* readSlices(
  store: LogStore,
  hour: LogHour,
  { manifest, slices }: { readonly manifest: Manifest | null; readonly slices: number },
): AsyncGenerator<HourSlice> {
  const startMs = hour.hour.getTime();
  for (let index = 0; index < slices; index += 1) {
    const fromMs = startMs + Math.ceil((index * HOUR_MS) / slices);
    const untilMs = startMs + Math.ceil(((index + 1) * HOUR_MS) / slices);
    let all = NO_IDS;
    const broken: string[] = [];
    for (const part of manifest?.parts ?? []) {
      const firstMs = parseShownId(part.first_id)?.time ?? startMs;
      const lastMs = parseShownId(part.last_id)?.time ?? untilMs;
      if (firstMs >= untilMs || lastMs < fromMs) continue;
      try {
        const ids = await readPartIds({ store, key: partKey(hour, part.name) }, part);
        all = mergeIds(all, idsBetween(ids, fromMs, untilMs));
      } catch (error) {
        if (!(error instanceof BrokenPart)) throw error;
        broken.push(part.name);
      }
    }
    yield { index, fromMs, untilMs, ...distinctIds(all), broken };
  }
}
