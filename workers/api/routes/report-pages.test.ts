import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withHttpDatabase } from "../../../db/client.ts";
import { writeClicks } from "../../../services/clicks/write-clicks.ts";
import { countedClick } from "../../../tests/support/clicks.ts";
import { at, DAY_MS, day, MONDAY_MS, reportedShop, SPAN } from "../../../tests/support/reported-shop.ts";

const shop = reportedShop();
const { report } = shop;

type Told = Readonly<Record<string, string | number | null>>;
type Row = { readonly metrics: Told; readonly previous: Told };

/** The rows of all pages of a question, of one row each. */
async function rowsOf(query: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: { data: Row[]; next_cursor: string | null } = await report(
      `${query}&limit=1${cursor === null ? "" : `&cursor=${cursor}`}`,
    );
    rows.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return rows;
}

describe("pages of a report", () => {
  it.each(["groups", "-groups", "clicks", "-clicks", "approval_rate", "-conversion_rate"])(
    "have every row once, in the order of all, by %s",
    async (sort) => {
      const query = `group_by=day,affiliate,country&metrics=clicks,conversion_rate&sort=${sort}`;
      const { data } = await report(query);
      expect(data.length).toBeGreaterThan(4);
      expect(await rowsOf(query)).toEqual(data);
    },
  );

  it("go on behind the last row, though rows before it come meanwhile", async () => {
    const question = `from=${day(-1)}&to=${day(7)}&group_by=day&metrics=clicks&limit=1`;
    const first = (await shop.get(`/v1/reports?${question}`)).body;
    expect(first.data).toMatchObject([{ day: day(0) }]);
    const [ada] = shop.sample.affiliates;
    const late = countedClick(shop.sample, ada, { at: at(-1, 10) });
    await withHttpDatabase(shop.database.env, (db) =>
      writeClicks(db, { clicks: [late], bad: [] }, new Date()),
    );
    const next = await shop.get(`/v1/reports?${question}&cursor=${first.next_cursor}`);
    expect(next.body.data).toMatchObject([{ day: day(1) }]);
  });

  it("take a cursor for the question that it was given for, and no other", async () => {
    const { next_cursor } = await report("group_by=day&metrics=clicks&limit=1");
    const param = async (query: string, key?: string) =>
      (await shop.get(`/v1/reports?${SPAN}&${query}&cursor=${next_cursor}`, key)).body.error?.param;
    expect(await param("group_by=day&metrics=clicks&limit=5")).toBeUndefined();
    expect(await param("metrics=clicks&group_by=day")).toBeUndefined();
    for (const other of ["group_by=week&metrics=clicks", "group_by=day&metrics=clicks&sort=-clicks"]) {
      expect(await param(other), other).toBe("cursor");
    }
    expect(await param("group_by=day&metrics=clicks", shop.otherKey)).toBe("cursor");
  });
});

describe("what a report is set beside", () => {
  it("sums in its rows to its totals, whatever span, zone and group", async () => {
    const yearAgo = (ms: number) =>
      new Date(ms).toISOString().replace(/^\d{4}/, (year) => `${Number(year) + 1}`);
    const dayOf = (ms: number, compare: string) =>
      (compare === "previous_year" ? yearAgo(ms) : new Date(ms).toISOString()).slice(0, 10);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -9, max: 3 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom("UTC", "Europe/Vienna", "Asia/Kolkata"),
        fc.constantFrom("hour", "day", "week", "month", "day,affiliate", "affiliate"),
        fc.constantFrom("previous_period", "previous_year"),
        async (nth, length, zone, group, compare) => {
          const ms = MONDAY_MS + nth * DAY_MS + (compare === "previous_year" ? 0 : length * DAY_MS);
          const span = `from=${dayOf(ms, compare)}&to=${dayOf(ms + length * DAY_MS, compare)}`;
          const query = `${span}&group_by=${group}&metrics=conversions,conversions_pending&time_zone=${zone}`;
          const { body } = await shop.get(`/v1/reports?${query}&compare=${compare}&limit=1000`);
          expect(body.error, query).toBeUndefined();
          const rows = body.data as readonly Row[];
          for (const name of ["conversions", "conversions_pending"]) {
            const sum = (of: "metrics" | "previous") =>
              rows.reduce((all, row) => all + Number(row[of][name]), 0);
            expect(sum("previous"), `${query} ${compare}`).toBe(Number(body.totals.previous[name]));
            expect(sum("metrics"), query).toBe(Number(body.totals.metrics[name]));
          }
        },
      ),
      { numRuns: 40, examples: [[0, 7, "UTC", "week", "previous_year"]] },
    );
  });

  it("is cut where the days are: a Sunday and the week behind it, beside a Monday and what followed", async () => {
    const query = `from=${day(6)}&to=${day(12)}&compare=previous_period&group_by=week&metrics=conversions`;
    const { body } = await shop.get(`/v1/reports?${query}`);
    expect(body.data).toMatchObject([
      { week: day(0), previous: { conversions: "1" } },
      { week: day(7), previous: { conversions: "3" } },
    ]);
  });

  it("shows what only the days before have, beside nothing", async () => {
    const query = `from=${day(7)}&to=${day(14)}&compare=previous_period&group_by=affiliate&metrics=clicks&sort=-clicks`;
    const { body } = await shop.get(`/v1/reports?${query}`);
    expect(body.data).toHaveLength(2);
    expect(body.data[0]).toMatchObject({ metrics: { clicks: 0 }, previous: { clicks: expect.any(Number) } });
  });
});

describe("what is wrong with a question", () => {
  const problems = async (query: string, path = "/v1/reports") =>
    ((await shop.get(`${path}?${query}`)).body.error?.errors ?? []).map(
      ({ param }: { param: string }) => param,
    );
  const WRONG = "from=2026-11-10&to=2026-11-01&time_zone=Mars/X";

  it("is told all at once", async () => {
    const all = `${WRONG}&metrics=revenue&sort=-revenue&as_of=2999-01-01T00:00:00Z&cursor=r5`;
    expect(await problems(all)).toEqual(["to", "time_zone", "currency", "as_of", "cursor"]);
    expect(await problems(`${WRONG}&compare=previous_year`, "/v1/reports/csv")).toEqual([
      ...["compare", "currency", "to", "time_zone"],
    ]);
    expect(await problems(WRONG, "/v1/reports/time-to-convert")).toEqual(["to", "time_zone"]);
  });

  it("is not that money has no order, where none was asked for", async () => {
    const { totals } = await report("metrics=commission");
    expect(totals.metrics.commission).toContainEqual({ amount_minor: "1600", currency: "EUR" });
    const { data } = await report("metrics=revenue&group_by=affiliate");
    expect(data.map((row: { affiliate_id: string | null }) => row.affiliate_id)).toEqual([
      null,
      ...shop.sample.affiliates.map(({ affiliateId }) => affiliateId).sort(),
    ]);
  });
});
