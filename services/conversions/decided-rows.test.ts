import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CommissionRule, planBody } from "../../core/commission/plan.ts";
import { createClickId } from "../../core/link/click-id.ts";
import type { Currency } from "../../core/money/currency.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { inWorkspace } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { newId, randomBytes } from "../../platform/random.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { clickIdOf, insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { tableDigests } from "../../tests/support/table-digests.ts";
import type { AcceptedConversion } from "./accepted-conversion.ts";
import { listWaiting } from "./list-waiting.ts";
import { settleConversion, settleWaiting } from "./settle-conversion.ts";

const keysOf = (fill: number) => parseClickIdKeys(encodeBase64url(new Uint8Array(32).fill(fill)));
const HMACS = keysOf(1);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
const click = (of: Shop, at = minutesAgo(10)) =>
  of.owner((db) => insertClick(db, of, of.affiliates[0], { at }));

function sale(clickIds: readonly string[], change: Partial<AcceptedConversion> = {}, of = shop) {
  const externalId = change.externalId ?? "order-1";
  const accepted: AcceptedConversion = {
    id: conversionId(of.workspaceId, externalId),
    keyId: of.keyId,
    fingerprint: "f".repeat(64),
    receivedAt: new Date(),
    externalId,
    event: "sale",
    clickIds,
    customerExternalId: null,
    customerEmailSha256: null,
    couponCode: null,
    amountMinor: 10_000n,
    currency: "EUR" as Currency,
    items: null,
    metadata: null,
    occurredAt: new Date(),
    ...change,
  };
  return accepted;
}
const settle = (accepted: AcceptedConversion, by = shop, now?: Date) =>
  by.as("system:test", (context) => settleConversion(context, accepted, HMACS), now);

/** Rows of a table that belong to the shop's workspace. */
async function rowsOf(name: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = (await shop.owner((db) =>
    db.execute(sql`select * from ${sql.identifier(name)} where workspace_id = ${shop.workspaceId}`),
  )) as unknown as { rows: Record<string, unknown>[] };
  return rows;
}
const reasonOf = async (externalId = "order-1") =>
  (await rowsOf("conversions")).find((row) => row.external_id === externalId)?.reason;

/** Adds a version to the plan of the shop's program. */
const addPlanVersion = (version: number, rule: CommissionRule, effectiveFrom: Date) =>
  shop.owner((db) =>
    db.insert(schema.planVersions).values({
      workspaceId: shop.workspaceId,
      planId: shop.planId,
      version,
      body: planBody(rule),
      hash: `h${version}`,
      effectiveFrom,
    }),
  );

describe("a decision", () => {
  it("leaves each row that explains it", async () => {
    const [ada] = shop.affiliates;
    const { text, uuid } = await click(shop);
    const accepted = sale([text], { customerExternalId: "c-1", customerEmailSha256: "e".repeat(64) });
    await settle(accepted);
    expect(await rowsOf("journey_touches")).toMatchObject([{ click_id: uuid, via: "click_id", position: 0 }]);
    expect(await rowsOf("decisions")).toMatchObject([
      { conversion_id: accepted.id, revision: 1, policy_version: 1, reason: "attributed" },
    ]);
    expect(await rowsOf("credits")).toMatchObject([
      { click_id: uuid, credit_ppm: 1_000_000, affiliate_id: ada.affiliateId, link_id: ada.linkId },
    ]);
    expect(await rowsOf("fraud_scores")).toMatchObject([{ points: 0, threshold: 60, is_held: false }]);
    expect(await rowsOf("commissions")).toMatchObject([{ plan_version: 1, amount_minor: "1000" }]);
    expect(await rowsOf("journals")).toMatchObject([{ kind: "commission_accrued" }]);
    const edges = (await rowsOf("identity_edges")).map((row) => [row.customer_key, row.visitor_id]);
    expect(edges.sort()).toEqual([
      [`email_sha256:${"e".repeat(64)}`, `visitor-${uuid}`],
      ["external:c-1", `visitor-${uuid}`],
    ]);
    const audited = (await rowsOf("audit_log")).filter((row) => row.subject_id === accepted.id);
    expect(audited).toMatchObject([
      { action: "conversion.decided", change: { from: "received", to: "attributed", reason: "attributed" } },
    ]);
  });

  it("is written whole or not at all", async () => {
    const { text } = await click(shop);
    const before = await shop.owner(tableDigests);
    const refuse = sql`alter table audit_log add constraint none check (action <> 'conversion.decided') not valid`;
    await shop.owner((db) => db.execute(refuse));
    await expect(settle(sale([text], { customerExternalId: "c-1" }))).rejects.toThrow();
    await shop.owner((db) => db.execute(sql`alter table audit_log drop constraint none`));
    expect(await shop.owner(tableDigests)).toEqual(before);
    expect(await settle(sale([text], { customerExternalId: "c-1" }))).toEqual({ kind: "decided" });
  });

  it("is not touched by a repeat, a conflict, or another look", async () => {
    const { text } = await click(shop);
    const accepted = sale([text], { customerExternalId: "c-1" });
    await settle(accepted);
    const before = await shop.owner(tableDigests);
    expect(await settle(accepted)).toEqual({ kind: "exists" });
    expect(await settle({ ...accepted, fingerprint: "e".repeat(64), amountMinor: 1n })).toEqual({
      kind: "conflict",
    });
    const looked = await shop.as("system:test", (context) => settleWaiting(context, accepted.id, HMACS));
    expect(looked).toEqual({ kind: "exists" });
    expect(await shop.owner(tableDigests)).toEqual(before);
  });

  it("leaves one row of each kind, though 20 copies come at once", async () => {
    const { text } = await click(shop);
    const accepted = sale([text], { customerExternalId: "c-1" });
    await Promise.all(Array.from({ length: 20 }, () => settle(accepted)));
    const counts = ["conversions", "journeys", "decisions", "credits", "commissions", "journals"].map(
      async (name) => (await rowsOf(name)).length,
    );
    expect(await Promise.all(counts)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("of one external id in two workspaces is two", async () => {
    const other = await openShop(database);
    const clicks = [await click(shop), await click(other)] as const;
    expect(await settle(sale([clicks[0].text]))).toEqual({ kind: "decided" });
    expect(await settle(sale([clicks[1].text], {}, other), other)).toEqual({ kind: "decided" });
    expect([...(await shop.commissions()), ...(await other.commissions())]).toHaveLength(2);
  });
});

describe("the plan of a sale", () => {
  it("is the newest in force when the sale happened, whatever came after", async () => {
    await addPlanVersion(2, { kind: "percent", rateBps: 2_000n }, minutesAgo(60));
    await addPlanVersion(3, { kind: "percent", rateBps: 5_000n }, minutesAgo(1));
    const { text } = await click(shop, minutesAgo(30));
    await settle(sale([text], { occurredAt: minutesAgo(20) }));
    expect(await shop.commissions()).toMatchObject([{ planVersion: 2, amountMinor: 2_000n }]);
  });

  it("may pay a flat sum in a currency of its own, and waits for no rate of it", async () => {
    await addPlanVersion(2, { kind: "flat", amountMinor: 500n, currency: "JPY" as Currency }, minutesAgo(60));
    const { text } = await click(shop);
    expect(await settle(sale([text]))).toEqual({ kind: "decided" });
    expect(await shop.commissions()).toMatchObject([
      { amountMinor: 500n, currency: "JPY", baseMinor: 10_000n, baseCurrency: "EUR" },
    ]);
    const entries = (await rowsOf("ledger_entries")).map((row) => [row.currency, row.amount_minor]);
    expect(entries).toEqual([
      ["JPY", "500"],
      ["JPY", "-500"],
    ]);
  });

  it("may not be there yet: the sale ends as no_plan, and nobody is credited", async () => {
    const { workspaceId } = shop;
    const planId = newId("pln", Date.now());
    await shop.owner(async (db) => {
      await db.insert(schema.plans).values({ workspaceId, id: planId, name: "From tomorrow" });
      await db.update(schema.programs).set({ planId }).where(eq(schema.programs.workspaceId, workspaceId));
      await db.insert(schema.planVersions).values({
        workspaceId,
        planId,
        version: 1,
        body: planBody({ kind: "percent", rateBps: 1000n }),
        hash: "h1",
        effectiveFrom: new Date(Date.now() + DAY_MS),
      });
    });
    const { text } = await click(shop);
    await settle(sale([text]));
    expect(await reasonOf()).toBe("no_plan");
    expect(await rowsOf("credits")).toEqual([]);
    expect(await shop.commissions()).toEqual([]);
  });

  it("sets the hold, counted from the receipt", async () => {
    await shop.owner((db) =>
      db
        .update(schema.programs)
        .set({ holdDays: 14 })
        .where(eq(schema.programs.workspaceId, shop.workspaceId)),
    );
    const receivedAt = minutesAgo(2);
    const { text } = await click(shop);
    await settle(sale([text], { receivedAt, occurredAt: minutesAgo(5) }));
    const [row] = await shop.commissions();
    expect(row?.holdUntil).toEqual(new Date(receivedAt.getTime() + 14 * DAY_MS));
  });
});

describe("a click id", () => {
  it("signed with a key that is not ours is forged, though its click is here", async () => {
    const parts = {
      timestampMs: minutesAgo(10).getTime(),
      workspaceTag: workspaceTag(shop.workspaceId),
      random6: randomBytes(6),
    };
    const forged = createClickId(parts, keysOf(9)[0]);
    const { uuid } = await click(shop);
    await shop.owner((db) =>
      db.update(schema.clicks).set({ id: forged.uuid }).where(eq(schema.clicks.id, uuid)),
    );
    await settle(sale([forged.text]));
    expect(await reasonOf()).toBe("click_id_forged");
  });

  it("that is forged beside a good one leaves the good one its credit, and its problem on record", async () => {
    const { text } = await click(shop);
    await settle(sale(["x", text]));
    expect(await reasonOf()).toBe("attributed");
    expect(await rowsOf("journeys")).toMatchObject([
      { click_problems: [{ click_id: "x", reason: "click_id_malformed" }] },
    ]);
  });
});

describe("a sale that waits for its click", () => {
  it("is due again after a pause that doubles, up to five minutes", async () => {
    const accepted = sale([clickIdOf(shop.workspaceId, minutesAgo(1)).text]);
    const pauses = [];
    for (let look = 0; look < 9; look += 1) {
      const settled = await settle(accepted);
      pauses.push(settled.kind === "waiting" ? settled.retrySeconds : settled.kind);
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect(await shop.commissions()).toEqual([]);
  });

  it("is listed when it is due, to those who ask for its workspace, and no more once decided", async () => {
    const now = new Date();
    const accepted = sale([clickIdOf(shop.workspaceId, minutesAgo(1)).text]);
    await settle(accepted, shop, now);
    const listed = (seconds: number, of = shop) =>
      of.as("system:test", ({ db, workspaceId }) =>
        listWaiting(db, [workspaceId], { now: new Date(now.getTime() + seconds * 1000), max: 10 }),
      );
    expect(await listed(1)).toEqual([]);
    expect(await listed(2)).toEqual([{ id: accepted.id, workspaceId: shop.workspaceId }]);
    expect(await listed(2, await openShop(database))).toEqual([]);
    await shop.as(
      "system:test",
      (context) => settleWaiting(context, accepted.id, HMACS),
      new Date(now.getTime() + 61 * MINUTE_MS),
    );
    expect(await reasonOf()).toBe("click_not_found");
    expect(await listed(7_200)).toEqual([]);
  });

  it("waits no longer than its workspace says", async () => {
    await shop.as("system:test", ({ db, workspaceId }) =>
      inWorkspace(db, workspaceId, (tx) =>
        tx
          .update(schema.workspaces)
          .set({ clickWaitSeconds: 0 })
          .where(eq(schema.workspaces.id, workspaceId)),
      ),
    );
    await settle(sale([clickIdOf(shop.workspaceId, minutesAgo(1)).text]));
    expect(await reasonOf()).toBe("click_not_found");
  });
});
