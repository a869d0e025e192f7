import { type ClickLog, type ClickPart, clickHours } from "./click-hours.ts";

/** Most hours that one answer looks at; it may thus end before it is full. */
const HOURS_PER_LIST_MAX = 1_000;
/** Sorts after every name of a folder: names are ASCII. */
const LAST = "\uffff";

/** Which names are asked for, as S3 asks: those that begin with `prefix` and sort after `after`. */
export type ListRequest = {
  readonly prefix: string;
  /** Names that share what comes up to it, beyond the prefix, are told as one; empty for none. */
  readonly delimiter: string;
  readonly after: string;
  readonly limit: number;
};

/** Part of a list of names. */
export type ListedParts = {
  readonly parts: readonly (ClickPart & { readonly writtenAt: Date })[];
  readonly commonPrefixes: readonly string[];
  /** What to ask for next, or null at the end. */
  readonly nextAfter: string | null;
};

/** Lists the parts that manifests name, in the order of their names, as a bucket of them would be listed. */
export async function listClickParts(
  log: ClickLog,
  { prefix, delimiter, after, limit }: ListRequest,
): Promise<ListedParts> {
  const parts: ListedParts["parts"][number][] = [];
  const commonPrefixes: string[] = [];
  let seen = after;
  let looked = 0;
  let day = { name: "", times: new Map<string, Date>() as ReadonlyMap<string, Date> };
  const isWanted = (folder: string): boolean =>
    (folder.startsWith(prefix) || prefix.startsWith(folder)) && (folder > seen || seen.startsWith(folder));
  if (limit === 0) return { parts, commonPrefixes, nextAfter: null };
  for await (const { name, hour } of clickHours(log, ["compacted"], isWanted)) {
    if (looked === HOURS_PER_LIST_MAX) return { parts, commonPrefixes, nextAfter: seen };
    looked += 1;
    for (const part of hour?.parts ?? []) {
      if (part.name <= seen || !part.name.startsWith(prefix)) continue;
      if (parts.length + commonPrefixes.length === limit) return { parts, commonPrefixes, nextAfter: seen };
      const cut = delimiter === "" ? -1 : part.name.indexOf(delimiter, prefix.length);
      if (cut === -1) {
        const dayName = part.name.slice(0, part.name.indexOf("/") + 1);
        // All of a day at once: asked part by part, a list would be as many calls as it has names.
        if (day.name !== dayName) day = { name: dayName, times: await log.times(dayName) };
        parts.push({ ...part, writtenAt: day.times.get(part.name) ?? new Date(0) });
        seen = part.name;
      } else {
        const common = part.name.slice(0, cut + delimiter.length);
        commonPrefixes.push(common);
        seen = `${common}${LAST}`;
      }
    }
    if (`${name}${LAST}` > seen) seen = `${name}${LAST}`;
  }
  return { parts, commonPrefixes, nextAfter: null };
}
