import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Group } from "../../core/reports/dimensions.ts";
import { withHttpDatabase } from "../../db/client.ts";
import { writeClicks } from "../../services/clicks/write-clicks.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { eraseFromRollups } from "../../services/reports/erase-from-rollups.ts";
import { foldRareValues } from "../../services/reports/fold-rare-values.ts";
import { reconcileDetails } from "../../services/reports/reconcile-details.ts";
import { runReport } from "../../services/reports/run-report.ts";
import { type Context, transact } from "../../services/shared/context.ts";
import { countedClick } from "../support/clicks.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { rollUp } from "../support/roll-up.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { openShop, type Shop } from "../support/shop.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A day whose clicks may be dropped. */
const OLD_MS = (Math.floor(Date.now() / DAY_MS) - 120) * DAY_MS;
const OLD_DAY = new Date(OLD_MS).toISOString().slice(0, 10);
const SPAN = { from: new Date(OLD_MS), to: new Date(OLD_MS + DAY_MS) };

let database: TestDatabase;
let shop: Shop;
beforeEach(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
  await shop.owner((db) => db.execute(sql`select ensure_click_partitions(${OLD_DAY}::date, 1)`));
});
afterEach(() => database.drop());

const click = (hour: number, label: string, country = "DE") =>
  countedClick(shop, shop.affiliates[0], {
    ...{
      at: new Date(OLD_MS + hour * HOUR_MS),
      sub_ids: [label],
      country,
      referrer_host: `${label}.example`,
    },
  });
const write = (clicks: readonly ReturnType<typeof click>[]) =>
  withHttpDatabase(database.env, (db) => writeClicks(db, { clicks, bad: [] }, new Date()));
const as = <T>(verb: (context: Context) => Promise<T>) => shop.as("system:test", verb);
const summed = () => rollUp(database.env, shop.workspaceId);

/** Clicks and conversions of the day by a detail, or why they are not told. */
async function by(detail: Group): Promise<readonly (readonly [string, number, number])[] | string> {
  const found = await as((context) =>
    runReport(context, {
      ...{ groups: [detail], filters: {}, timeZone: "UTC", currency: null, compare: null },
      ...{ days: { fromMs: OLD_MS, untilMs: OLD_MS + DAY_MS }, metrics: ["clicks", "conversions"] },
      ...{ sort: { by: "groups", descending: false }, limit: 100, offset: 0 },
      ...{ clicksFrom: "rollups", salesFrom: "rollups" },
    }),
  );
  if ("refused" in found) return found.refused;
  return found.rows.map(({ keys, sums }) => [
    keys[0] ?? "",
    Number(sums.all.get("gross")),
    Number(sums.all.get("conversions_ppm")) / 1_000_000,
  ]);
}

/** Drops the rows of the day's clicks as the night's job does. */
const drop = () =>
  shop.owner(async (db) => {
    await foldRareValues(db, { from: SPAN.from, until: SPAN.to });
    await db.execute(
      sql`select drop_click_partitions(${new Date(OLD_MS + DAY_MS).toISOString().slice(0, 10)}::date)`,
    );
  });

async function sellOnOldClicks() {
  const clicks = [1, 1, 2, 3, 23].map((hour) => click(hour, "mail"));
  const rare = [click(1, "one-off", "AT"), click(4, "another")];
  await write([...clicks, ...rare]);
  const sale = saleOf(shop, {
    ...{ externalId: "sold", clickIds: [rare[0]?.click.id ?? ""] },
    occurredAt: new Date(OLD_MS + 5 * HOUR_MS),
  });
  await as((context) => settleConversions(context, [sale], TEST_HMACS));
}

describe("once rows of clicks are dropped", () => {
  it("what was summed of them is told on, but for labels and referrers that hardly any had", async () => {
    await sellOnOldClicks();
    expect(await summed()).toEqual([5, 1]);
    const countries = await by("country");
    expect(countries).toEqual([
      ["AT", 1, 1],
      ["DE", 6, 0],
    ]);
    expect(await by("sub1")).toEqual([
      ["another", 1, 0],
      ["mail", 5, 0],
      ["one-off", 1, 1],
    ]);
    await drop();
    expect(await by("country")).toEqual(countries);
    // The sale keeps what its click said: its order is known anyhow.
    expect(await by("sub1")).toEqual([
      ["(other)", 2, 0],
      ["mail", 5, 0],
      ["one-off", 0, 1],
    ]);
    expect(await by("referrer")).toEqual([
      ...[
        ["(other)", 2, 0],
        ["mail.example", 5, 0],
        ["one-off.example", 0, 1],
      ],
    ]);
    await drop();
    expect(await by("device")).toEqual([["desktop", 7, 1]]);
    expect(await summed()).toEqual([0, 0]);
    expect(await as((context) => reconcileDetails(context, SPAN))).toEqual([]);
  });

  it("a sale that changes later is summed by what its click said", async () => {
    await sellOnOldClicks();
    await summed();
    await drop();
    await shop.owner((db) => db.execute(sql`update conversions set refunded_minor = 5000`));
    expect(await by("country")).toEqual([
      ["AT", 1, 1],
      ["DE", 6, 0],
    ]);
    expect(await summed()).toEqual([0, 1]);
    expect(await by("country")).toEqual([
      ["AT", 1, 1],
      ["DE", 6, 0],
    ]);
  });

  it("a click that is replayed later counts as one that says nothing, and takes nothing away", async () => {
    await write(Array.from({ length: 150 }, () => click(1, "mail")));
    await summed();
    await drop();
    await write([click(1, "mail")]);
    expect(await summed()).toEqual([0, 0]);
    expect(await by("country")).toEqual([
      ["", 1, 0],
      ["DE", 150, 0],
    ]);
  });

  it("a label of one visitor is not told by itself, however often it was clicked", async () => {
    const said = Array.from({ length: 9 }, () => click(1, "a-name"));
    for (const each of said) Object.assign(each.click, { visitor_id: "the one" });
    await write([...said, ...Array.from({ length: 5 }, () => click(1, "mail"))]);
    await summed();
    await drop();
    expect(await by("sub1")).toEqual([
      ["(other)", 9, 0],
      ["mail", 5, 0],
    ]);
  });

  it("the erasure of a click that was replayed takes no sums away that cannot be made anew", async () => {
    await sellOnOldClicks();
    await summed();
    await drop();
    const told = await by("country");
    const subject = { workspaceId: shop.workspaceId, visitorIds: new Set(["the one"]), before: new Date() };
    await as((context) =>
      transact(context, (tx) =>
        eraseFromRollups(tx, context, { subject, clickHours: [new Date(OLD_MS + HOUR_MS)] }),
      ),
    );
    expect(await by("country")).toEqual(told);
  });

  it("a report of what was never summed is refused", async () => {
    await write([click(1, "mail")]);
    expect(await by("country")).toEqual([["DE", 1, 0]]);
    await drop();
    expect(await by("country")).toBe("clicks_too_old");
  });
});

it("what comes after it was summed is told at once", async () => {
  await sellOnOldClicks();
  await summed();
  await write([click(1, "mail", "AT")]);
  expect(await by("country")).toEqual([
    ["AT", 2, 1],
    ["DE", 6, 0],
  ]);
  expect(await by("sub1")).toContainEqual(["mail", 6, 0]);
  expect(await summed()).toEqual([1, 0]);
  expect(await by("sub1")).toContainEqual(["mail", 6, 0]);
});

it("an hour whose rows are not what was counted keeps its sums as they are", async () => {
  await sellOnOldClicks();
  await summed();
  await shop.owner((db) => db.execute(sql`delete from clicks where country = 'DE'`));
  await write([click(1, "mail", "AT")]);
  expect(await summed()).toEqual([0, 0]);
  const { rows } = (await shop.owner((db) =>
    db.execute(sql`select sum(clicks)::int as clicks from click_details where detail = 'device'`),
  )) as unknown as { rows: { clicks: number }[] };
  expect(rows).toEqual([{ clicks: 7 }]);
});

it("clicks of an hour that goes on are summed when it is over", async () => {
  const late = countedClick(shop, shop.affiliates[0], { at: new Date() });
  await write([late]);
  expect(await summed()).toEqual([0, 0]);
  const then = new Date(Date.now() + 2 * HOUR_MS);
  expect(await rollUp(database.env, shop.workspaceId, then)).toEqual([1, 0]);
});

it("who rolls up at the same time waits for the other, and nothing is summed twice", async () => {
  await sellOnOldClicks();
  await Promise.all([summed(), summed(), summed()]);
  expect(await by("country")).toEqual([
    ["AT", 1, 1],
    ["DE", 6, 0],
  ]);
  expect(await as((context) => reconcileDetails(context, SPAN))).toEqual([]);
});

it("a comparison names each sum that is not what its rows come to", async () => {
  await sellOnOldClicks();
  await summed();
  await shop.owner((db) => db.execute(sql`update click_details set clicks = 9 where value = 'another'`));
  await shop.owner((db) => db.execute(sql`delete from sale_details where detail = 'country'`));
  const { affiliateId } = shop.affiliates[0];
  const whose = { affiliateId, programId: shop.programId, linkId: null };
  expect(await as((context) => reconcileDetails(context, SPAN))).toMatchObject([
    {
      of: "sale_details",
      ...whose,
      at: `${OLD_DAY}T05:00:00Z`,
      key: "country=AT EUR",
      recounted: { amount_minor: "10000" },
    },
    {
      of: "click_details",
      ...whose,
      at: `${OLD_DAY}T04:00:00Z`,
      key: "sub1=another human",
      counted: { clicks: "9" },
      recounted: { clicks: "1" },
    },
  ]);
});
