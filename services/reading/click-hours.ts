/** A Parquet object of the click log that a manifest names. */
export type ClickPart = {
  /** Its name in the log of the workspace: `day=…/hour=…/part-….parquet`. */
  readonly name: string;
  readonly rows: number;
  readonly sizeBytes: number;
  /** Of the whole object, in lowercase hexadecimal. */
  readonly sha256: string;
};

/** What the manifest of an hour names. A part it does not name is none. */
export type ClickHour = {
  readonly rows: number;
  /** In the order of their names. */
  readonly parts: readonly ClickPart[];
};

/** The click log of one workspace; R2 holds it. Hours are named `day=…/hour=…/` (UTC). */
export interface ClickLog {
  /** Names directly below a folder (`day=…/`, or empty for the top) that are folders themselves, in order. */
  folders(below: string, of: "compacted" | "raw"): Promise<readonly string[]>;
  /** What the manifest of an hour says, or null while there is none. */
  hour(name: string): Promise<ClickHour | null>;
  /** Since when there is what lies below a folder of the compacted log, by its name. */
  times(folder: string): Promise<ReadonlyMap<string, Date>>;
}

const DAY = /^day=\d{4}-\d{2}-\d{2}\/$/;
const HOUR = /^day=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/$/;
/** Manifests read at once: as many connections as a Worker may hold open. */
const READS_AT_ONCE = 6;

/**
 * Hours of a workspace's log in order, with what their manifests name. `isWanted` is asked of each day and
 * hour when its turn comes, so that a caller can leave out what it learns not to need.
 */
export async function* clickHours(
  log: ClickLog,
  kinds: readonly ("compacted" | "raw")[],
  isWanted: (folder: string) => boolean,
): AsyncGenerator<{ readonly name: string; readonly hour: ClickHour | null }> {
  const foldersBelow = async (below: string, form: RegExp): Promise<readonly string[]> => {
    const found = await Promise.all(kinds.map((kind) => log.folders(below, kind)));
    return [...new Set(found.flat())].filter((name) => form.test(name)).sort();
  };
  for (const day of await foldersBelow("", DAY)) {
    if (!isWanted(day)) continue;
    let names = await foldersBelow(day, HOUR);
    while (names.length > 0) {
      const next = names.filter(isWanted).slice(0, READS_AT_ONCE);
      names = names.filter((name) => name > (next.at(-1) ?? name));
      const hours = await Promise.all(next.map(async (name) => ({ name, hour: await log.hour(name) })));
      yield* hours;
    }
  }
}
