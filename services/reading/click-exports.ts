import { rawHour } from "../clicks/raw-object-key.ts";
import { type ClickHour, type ClickLog, type ClickPart, clickHours } from "./click-hours.ts";
import type { Span } from "./clicks.ts";
import type { PageRequest } from "./page.ts";

/** Most hours that one page looks at; a page may thus end before it is full. */
const HOURS_PER_PAGE_MAX = 744;
/** Stands for an hour that was seen to its end: sorts after the names of all its objects. */
const END_OF_HOUR = "~";

/** Part of an export, oldest first. */
export type ClickExport = {
  readonly parts: readonly (ClickPart & { readonly hourName: string })[];
  /** The hours that have a manifest, each on the page of its first part. */
  readonly hours: readonly (ClickHour & { readonly name: string })[];
  /** Names of hours that hold clicks and have no manifest yet. */
  readonly notCompacted: readonly string[];
  readonly nextAfter: string | null;
};

/** The parts that manifests name in every hour that the span touches. */
export async function exportClicks(
  log: ClickLog,
  span: Span,
  { limit, after }: PageRequest,
): Promise<ClickExport> {
  const page = { parts: [], hours: [], notCompacted: [] } as {
    -readonly [Field in "parts" | "hours" | "notCompacted"]: ClickExport[Field][number][];
  };
  let seen = after ?? "";
  let looked = 0;
  for await (const { name, hour } of clickHours(log, ["compacted", "raw"], isWantedIn(span, after))) {
    if (looked === HOURS_PER_PAGE_MAX) return { ...page, nextAfter: seen };
    looked += 1;
    const parts = (hour?.parts ?? []).filter((part) => part.name > seen);
    const shown = parts.slice(0, limit - page.parts.length);
    if (parts.length > 0 && shown.length === 0) return { ...page, nextAfter: seen };
    if (hour === null) page.notCompacted.push(name);
    else if (!seen.startsWith(name)) page.hours.push({ ...hour, name });
    page.parts.push(...shown.map((part) => ({ ...part, hourName: name })));
    if (shown.length < parts.length) return { ...page, nextAfter: shown.at(-1)?.name ?? seen };
    seen = `${name}${END_OF_HOUR}`;
  }
  return { ...page, nextAfter: null };
}

/** True of days and hours that the span touches and that `after` does not lie beyond. */
function isWantedIn(span: Span, after: string | null): (folder: string) => boolean {
  if (span.from >= span.to) return () => false;
  const first = rawHour(span.from);
  const last = rawHour(new Date(span.to.getTime() - 1));
  return (folder) =>
    folder >= first.slice(0, folder.length) &&
    folder <= last.slice(0, folder.length) &&
    (after === null || folder > after || (after.startsWith(folder) && after !== `${folder}${END_OF_HOUR}`));
}

/** True of a place in an export, as `nextAfter` gives it. */
export function isPlaceInExport(text: string): boolean {
  return /^day=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/(part-[0-9a-f]{16}\.parquet|~)$/.test(text);
}
