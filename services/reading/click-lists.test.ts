import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportClicks } from "./click-exports.ts";
import type { ClickHour, ClickLog } from "./click-hours.ts";
import { listClickParts } from "./list-click-parts.ts";

const writtenAt = new Date("2026-11-21T00:00:00Z");
const FIRST_MS = Date.parse("2026-11-19T22:00:00Z");
const HOUR_MS = 3_600_000;

/** How many parts the hours have from 22:00 on: null for one that is not compacted, undefined for none at all. */
type Hours = readonly (number | null | undefined)[];

const hourName = (index: number): string => {
  const iso = new Date(FIRST_MS + index * HOUR_MS).toISOString();
  return `day=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}/`;
};
const partsOf = (index: number, count: number): string[] =>
  Array.from(
    { length: count },
    (_, part) => `${hourName(index)}part-${String(part).padStart(16, "0")}.parquet`,
  );
const namesOf = (hours: Hours): string[] => hours.flatMap((count, index) => partsOf(index, count ?? 0));

/** A log in memory that counts what is read of it. */
function logOf(hours: Hours) {
  const reads = { folders: 0, hours: 0, times: 0 };
  const there = hours.flatMap((count, index) =>
    count === undefined ? [] : [{ name: hourName(index), count, index }],
  );
  const log: ClickLog = {
    folders: async (below, of) => {
      reads.folders += 1;
      const names = there.filter(({ count }) => of === "raw" || count !== null).map(({ name }) => name);
      const found = names
        .filter((name) => name.startsWith(below))
        .map((name) => name.slice(0, name.indexOf("/", below.length) + 1));
      return [...new Set(found)];
    },
    hour: async (name) => {
      reads.hours += 1;
      const found = there.find((each) => each.name === name);
      if (!found || found.count === null) return null;
      const parts = partsOf(found.index, found.count).map((part) => ({
        name: part,
        rows: 1,
        sizeBytes: 1,
        sha256: "",
      }));
      return { rows: parts.length, parts } satisfies ClickHour;
    },
    times: async (folder) => {
      reads.times += 1;
      const names = namesOf(hours).filter((name) => name.startsWith(folder));
      return new Map(names.map((name) => [name, writtenAt]));
    },
  };
  return { log, reads };
}

const anyHours = fc.array(fc.constantFrom<number | null | undefined>(undefined, null, 0, 1, 2, 5), {
  maxLength: 60,
});

/** What S3 would list: the reference that is too slow to be true of a bucket. */
function listSlowly(
  names: readonly string[],
  { prefix, delimiter, after }: { prefix: string; delimiter: string; after: string },
) {
  const wanted = names.filter((name) => name.startsWith(prefix) && name > after);
  const shown = wanted.map((name) => {
    const cut = delimiter === "" ? -1 : name.indexOf(delimiter, prefix.length);
    return cut === -1 ? name : name.slice(0, cut + delimiter.length);
  });
  return [...new Set(shown)];
}

async function listAll(
  log: ClickLog,
  request: { prefix: string; delimiter: string; after: string },
  limit: number,
) {
  const found: string[] = [];
  let after: string | null = request.after;
  while (after !== null) {
    const page: Awaited<ReturnType<typeof listClickParts>> = await listClickParts(log, {
      ...request,
      after,
      limit,
    });
    expect(page.parts.length + page.commonPrefixes.length).toBeLessThanOrEqual(limit);
    found.push(...page.parts.map(({ name }) => name), ...page.commonPrefixes);
    after = page.nextAfter;
  }
  return found;
}

describe("listClickParts", () => {
  it("lists what a bucket of these names would, whatever prefix, delimiter, start and page", async () => {
    const texts = [
      "",
      "d",
      "day=2026-11-20/",
      "day=2026-11-20/hour=0",
      "day=2026-11-20/hour=01/part-",
      "x",
      `${hourName(3)}part-${"0".repeat(16)}.parquet`,
    ];
    await fc.assert(
      fc.asyncProperty(
        anyHours,
        fc.constantFrom(...texts),
        fc.constantFrom("", "/", "hour=", "-", "none"),
        fc.constantFrom(...texts, "day=2026-11-20/hour=01/zzz", "zzz"),
        fc.integer({ min: 1, max: 7 }),
        async (hours, prefix, delimiter, after, limit) => {
          const request = { prefix, delimiter, after };
          const found = await listAll(logOf(hours).log, request, limit);
          expect(found.sort()).toEqual(listSlowly(namesOf(hours), request).sort());
        },
      ),
      { numRuns: 150 },
    );
  });

  it("reads no manifest of a day beyond its first hours where only days are asked for", async () => {
    const { log, reads } = logOf(Array.from({ length: 24 * 10 }, () => 1));
    const days = await listClickParts(log, { prefix: "", delimiter: "/", after: "", limit: 1000 });
    expect(days.commonPrefixes).toHaveLength(11);
    expect(reads.hours).toBeLessThanOrEqual(11 * 6);
  });

  it("looks at no more than a thousand hours, and goes on where it stopped", async () => {
    const { log, reads } = logOf(Array.from({ length: 1_100 }, () => 0));
    const first = await listClickParts(log, { prefix: "", delimiter: "", after: "", limit: 1000 });
    expect([first.parts.length, first.nextAfter !== null]).toEqual([0, true]);
    expect(reads.hours).toBeLessThanOrEqual(1_006);
    const second = await listClickParts(log, {
      prefix: "",
      delimiter: "",
      after: first.nextAfter ?? "",
      limit: 1000,
    });
    expect(second.nextAfter).toBeNull();
  });
});

describe("exportClicks", () => {
  const span = (from: number, to: number) => ({
    from: new Date(FIRST_MS + from),
    to: new Date(FIRST_MS + to),
  });

  it("gives each part, hour and gap of the span once, in order, whatever the page", async () => {
    const instant = fc.integer({ min: -HOUR_MS, max: 61 * HOUR_MS });
    await fc.assert(
      fc.asyncProperty(
        anyHours,
        instant,
        instant,
        fc.integer({ min: 1, max: 7 }),
        async (hours, from, to, limit) => {
          const { log } = logOf(hours);
          const found = { parts: [] as string[], hours: [] as string[], notCompacted: [] as string[] };
          let after: string | null = null;
          do {
            const page: Awaited<ReturnType<typeof exportClicks>> = await exportClicks(log, span(from, to), {
              limit,
              after,
            });
            expect(page.parts.length).toBeLessThanOrEqual(limit);
            found.parts.push(...page.parts.map(({ name }) => name));
            found.hours.push(...page.hours.map(({ name }) => name));
            found.notCompacted.push(...page.notCompacted);
            after = page.nextAfter;
          } while (after !== null);
          const isIn = (index: number) => from < to && (index + 1) * HOUR_MS > from && index * HOUR_MS < to;
          const namesIn = (is: (count: number | null | undefined) => boolean) =>
            hours.flatMap((count, index) => (isIn(index) && is(count) ? [hourName(index)] : []));
          expect(found).toEqual({
            parts: hours.flatMap((count, index) => (isIn(index) ? partsOf(index, count ?? 0) : [])),
            hours: namesIn((count) => typeof count === "number"),
            notCompacted: namesIn((count) => count === null),
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it("looks at no more than a month of hours for one page", async () => {
    const { log, reads } = logOf(Array.from({ length: 800 }, () => null));
    const page = await exportClicks(log, span(0, 900 * HOUR_MS), { limit: 50, after: null });
    expect([page.notCompacted.length, page.nextAfter]).toEqual([744, `${hourName(743)}~`]);
    expect(reads.hours).toBeLessThanOrEqual(750);
  });
});
