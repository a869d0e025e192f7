import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import { capSpan } from "../../core/link/caps.ts";
import type { Currency } from "../../core/money/currency.ts";
import { caps, programs } from "../../db/schema/index.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { insertClick, settleSale } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { applyPolicy } from "../../tests/support/simulate.ts";
import { type NoteConversions, noteConversion, noteDecidedSince } from "./note-conversions.ts";

const MINUTE_MS = 60_000;

let database: TestDatabase;
let shop: Shop;
/** What the counters were given: `cap conversion span`. */
let noted: string[];
const note: NoteConversions = async ({ workspaceId, capId }, notes) => {
  expect(workspaceId).toBe(shop.workspaceId);
  noted.push(...notes.map(({ conversionId: id, span }) => `${capId} ${id} ${span.key}`));
};

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  shop = await openShop(database);
  noted = [];
});
afterAll(() => database.drop());

type CapRow = typeof caps.$inferInsert;
/** Writes a cap on conversions of the first affiliate's link, unless told otherwise; gives its id. */
async function insertCap(fields: Partial<CapRow> = {}): Promise<string> {
  const id = newId("cap", Date.now());
  const { linkId } = shop.affiliates[0];
  const scope = "affiliateId" in fields ? {} : { linkId };
  await shop.owner((db) =>
    db.insert(caps).values({
      ...{ workspaceId: shop.workspaceId, id, max: 5, metric: "conversions", period: "day" },
      ...scope,
      ...fields,
      createdAt: new Date(Date.now() - 60 * MINUTE_MS),
    } as CapRow),
  );
  return id;
}
const ofPair = (index: 0 | 1) => {
  const { affiliateId } = shop.affiliates[index];
  return { affiliateId, programId: shop.programId };
};
const insertProgram = () =>
  shop.owner(async (db) => {
    const { workspaceId, planId } = shop;
    const id = newId("prg", Date.now());
    await db
      .insert(programs)
      .values({ workspaceId, id, name: "Another", currency: "EUR" as Currency, planId, holdDays: 0 });
    return id;
  });
const noteOne = (externalId: string) =>
  shop.as("system:test", (context) =>
    noteConversion(context, conversionId(shop.workspaceId, externalId), note),
  );
const noteSince = (sinceMs: number, by: NoteConversions = note) =>
  shop.as("system:test", ({ db }) =>
    noteDecidedSince(db, [shop.workspaceId], { since: new Date(sinceMs), note: by }),
  );
const nameOf = (capId: string, externalId: string, period: "day" | "month" | "total" = "day") =>
  `${capId} ${conversionId(shop.workspaceId, externalId)} ${capSpan(period, Date.now()).key}`;

describe("an attributed conversion", () => {
  it("is noted with the caps of its link, and of its affiliate in its program, and no others", async () => {
    const link = await insertCap();
    const total = await insertCap({ period: "total" });
    const pair = await insertCap({ ...ofPair(0), period: "month" });
    await insertCap({ ...ofPair(1) });
    await insertCap({ ...ofPair(0), programId: await insertProgram() });
    await insertCap({ linkId: shop.affiliates[1].linkId });
    await insertCap({ metric: "clicks" });
    await insertCap({ status: "disabled" });
    await shop.sell("order-1");
    await noteOne("order-1");
    expect(noted.sort()).toEqual(
      [nameOf(link, "order-1"), nameOf(total, "order-1", "total"), nameOf(pair, "order-1", "month")].sort(),
    );
  });

  it("is noted in the span in which it happened, though it was decided later", async () => {
    const cap = await insertCap();
    const yesterday = new Date(Date.now() - 24 * 60 * MINUTE_MS);
    const { text } = await shop.owner((db) => {
      const at = new Date(yesterday.getTime() - MINUTE_MS);
      return insertClick(db, shop, shop.affiliates[0], { at });
    });
    await shop.as(
      "system:test",
      (context) => settleSale(context, shop, { externalId: "old", clickIds: [text] }),
      yesterday,
    );
    await shop.owner((db) => db.execute("update caps set created_at = now() - interval '2 days'"));
    await noteOne("old");
    expect(noted).toEqual([
      `${cap} ${conversionId(shop.workspaceId, "old")} ${capSpan("day", yesterday.getTime()).key}`,
    ]);
  });

  it("is not noted with the links that it is credited to anew", async () => {
    const [cap] = [await insertCap(), await insertCap({ linkId: shop.affiliates[1].linkId })];
    const click = (affiliate: 0 | 1, minutes: number) => {
      const at = new Date(Date.now() - minutes * MINUTE_MS);
      return shop.owner((db) => insertClick(db, shop, shop.affiliates[affiliate], { at }));
    };
    const clickIds = [(await click(1, 30)).text, (await click(0, 10)).text];
    await shop.as("system:test", (context) => settleSale(context, shop, { externalId: "order-1", clickIds }));
    const applied = await applyPolicy(shop, { ...DEFAULT_POLICY, model: { kind: "first_click" } });
    expect(applied.changed).toBe(1);
    await noteSince(Date.now() - 5 * MINUTE_MS);
    expect(noted).toEqual([nameOf(cap, "order-1")]);
  });

  it("is not noted with a cap that was made after its decision", async () => {
    await shop.sell("order-1");
    const cap = await insertCap();
    await shop.owner((db) =>
      db.execute(`update caps set created_at = now() + interval '1 second' where id = '${cap}'`),
    );
    await noteOne("order-1");
    expect(noted).toEqual([]);
  });

  it("is noted once for a cap, though it was decided again for the same link", async () => {
    const cap = await insertCap();
    await shop.sell("order-1");
    const again = newId("dec", Date.now());
    await shop.owner(async (db) => {
      await db.execute(`insert into decisions (workspace_id, id, conversion_id, revision, journey_id,
          policy_version, policy_hash, reason, considered, decided_at)
        select workspace_id, '${again}', conversion_id, 2, journey_id,
          policy_version, policy_hash, reason, considered, decided_at from decisions
         where workspace_id = '${shop.workspaceId}'`);
      await db.execute(`insert into credits (workspace_id, decision_id, position, touch_id, click_id,
          affiliate_id, program_id, link_id, credit_ppm)
        select workspace_id, '${again}', position, touch_id, click_id, affiliate_id, program_id, link_id, credit_ppm
          from credits where workspace_id = '${shop.workspaceId}'`);
    });
    await noteOne("order-1");
    expect(noted).toEqual([nameOf(cap, "order-1")]);
  });
});

it("a conversion that nobody earned is noted nowhere", async () => {
  await insertCap();
  await shop.as("system:test", (context) => settleSale(context, shop, { externalId: "none", clickIds: [] }));
  await noteOne("none");
  expect(noted).toEqual([]);
});

describe("the conversions decided since an instant", () => {
  it("are noted once more, and none of before", async () => {
    const cap = await insertCap();
    await shop.sell("order-1");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const sinceMs = Date.now();
    await shop.sell("order-2");
    await shop.sell("order-3");
    expect(await noteSince(sinceMs)).toBe(2);
    expect(noted.sort()).toEqual([nameOf(cap, "order-2"), nameOf(cap, "order-3")].sort());
    expect(await noteSince(sinceMs - 60 * MINUTE_MS)).toBe(3);
  });

  it("are noted with every counter that can be reached, and the others make it fail", async () => {
    const [away, there] = [await insertCap(), await insertCap({ period: "total" })];
    await shop.sell("order-1");
    const by: NoteConversions = async (cap, notes) => {
      if (cap.capId === away) throw new Error("no such object");
      await note(cap, notes);
    };
    await expect(noteSince(0, by)).rejects.toThrow("1 caps not reached: Error: no such object");
    expect(noted).toEqual([nameOf(there, "order-1", "total")]);
  });

  it("of other workspaces are left alone", async () => {
    await insertCap();
    await shop.sell("order-1");
    const other = await openShop(database);
    const given = await other.as("system:test", ({ db }) =>
      noteDecidedSince(db, [other.workspaceId], { since: new Date(0), note }),
    );
    expect([given, noted]).toEqual([0, []]);
  });
});
