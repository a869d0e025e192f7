import { and, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { Db } from "../../db/client.ts";
import { isDataRefused } from "../../db/errors.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { seededRandom } from "../../tests/campaign/seeded-random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { clickIdOf, contextOf, countStatements, insertClick } from "../../tests/support/sample.ts";
import { SEED } from "../../tests/support/seed.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { tableDigests } from "../../tests/support/table-digests.ts";
import { settleApart } from "./settle-apart.ts";
import { type Settlement, settleConversions, type ToSettle } from "./settle-conversions.ts";

const MINUTE_MS = 60_000;
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
const click = (affiliate: 0 | 1 = 0, at = minutesAgo(10), of = shop) =>
  of.owner((db) => insertClick(db, of, of.affiliates[affiliate], { at }));
const settle = (batch: readonly ToSettle[], by = shop): Promise<readonly Settlement[]> =>
  by.as("system:test", (context) => settleConversions(context, batch, TEST_HMACS));
const kinds = (settled: readonly { readonly kind: string }[]) => settled.map(({ kind }) => kind);

/** What each conversion of a shop came to, and what its commissions are. */
const outcomes = (of = shop) =>
  of.owner(async (db) => {
    const rows = await db
      .select()
      .from(schema.conversions)
      .leftJoin(schema.commissions, eq(schema.commissions.conversionId, schema.conversions.id))
      .where(eq(schema.conversions.workspaceId, of.workspaceId));
    const lines = rows.map(({ conversions: { externalId, status, reason }, commissions }) => {
      const place = of.affiliates.findIndex(({ affiliateId }) => affiliateId === commissions?.affiliateId);
      const kind = commissions && commissions.kind !== "sale" ? `${commissions.kind} ` : "";
      return `${externalId} ${status} ${reason} ${kind}${commissions?.amountMinor ?? 0n} to ${place}`;
    });
    return lines.sort();
  });

describe("a batch", () => {
  it("takes as many statements for 100 conversions as for one", async () => {
    const statements = [];
    for (const size of [1, 10, 100]) {
      const batch: ToSettle[] = [];
      for (let nth = 0; nth < size; nth += 1) {
        const { text } = await click();
        const sale = { externalId: `${size}-${nth}`, clickIds: [text], customerExternalId: `c-${nth % 7}` };
        batch.push(saleOf(shop, sale));
      }
      const settled: string[] = [];
      const count = await countStatements(database.appUrl, async (db) => {
        settled.push(...kinds(await settleConversions(contextOf(db, shop.workspaceId), batch, TEST_HMACS)));
      });
      expect(settled).toEqual(Array(size).fill("decided"));
      statements.push(count);
    }
    console.log(`statements for batches of 1, 10 and 100: ${statements.join(", ")}`);
    expect(new Set(statements.slice(1))).toEqual(new Set([statements[1]]));
    // The first journal of a workspace makes the head of its ledger, in two statements more.
    expect((statements[0] ?? 0) - (statements[1] ?? 0)).toBeOneOf([0, 2]);
    expect(statements[2]).toBeLessThanOrEqual(21);
  });

  it("counts a conversion once that it holds twice, and refuses one that contradicts it", async () => {
    const { text } = await click();
    const one = saleOf(shop, { externalId: "a", clickIds: [text] });
    const other = saleOf(shop, { externalId: "a", fingerprint: "e".repeat(64) });
    expect(kinds(await settle([one, other, one]))).toEqual(["decided", "conflict", "exists"]);
    expect(await outcomes()).toEqual(["a attributed attributed 1000 to 0"]);
  });

  it("keeps the request of each conversion in the audit log", async () => {
    await settle([saleOf(shop, { externalId: "a" }), saleOf(shop, { externalId: "b" })]);
    const rows = await shop.owner((db) =>
      db.select().from(schema.auditLog).where(eq(schema.auditLog.action, "conversion.decided")),
    );
    const own = rows.filter(({ workspaceId }) => workspaceId === shop.workspaceId);
    expect(own.map(({ requestId }) => requestId).sort()).toEqual(["req_a", "req_b"]);
  });
});

describe("a customer within a batch", () => {
  it("brings a later sale to the visitor of an earlier one", async () => {
    const { text } = await click();
    const customer = { customerExternalId: "c-1" };
    const batch = [
      saleOf(shop, { externalId: "before", ...customer }),
      saleOf(shop, { externalId: "named", clickIds: [text], ...customer }),
      saleOf(shop, { externalId: "after", ...customer }),
      saleOf(shop, { externalId: "stranger", customerExternalId: "c-2" }),
    ];
    expect(kinds(await settle(batch))).toEqual(Array(4).fill("decided"));
    expect(await outcomes()).toEqual([
      "after attributed attributed 1000 to 0",
      "before unattributed no_click 0 to -1",
      "named attributed attributed 1000 to 0",
      "stranger unattributed no_click 0 to -1",
    ]);
  });

  it("is not known by a sale that still waits", async () => {
    const { text } = await click();
    const customer = { customerExternalId: "c-1" };
    const late = clickIdOf(shop.workspaceId, minutesAgo(1)).text;
    const batch = [
      saleOf(shop, { externalId: "waits", clickIds: [text, late], ...customer }),
      saleOf(shop, { externalId: "after", ...customer }),
    ];
    expect(kinds(await settle(batch))).toEqual(["waiting", "decided"]);
    expect(await outcomes()).toContain("after unattributed no_click 0 to -1");
  });
});

/** A coupon, a policy that locks customers and shares with coupons, a plan of tiers, caps, overrides and bonuses. */
async function underRichRules(of: Shop): Promise<void> {
  const { workspaceId, planId, programId } = of;
  const [{ affiliateId }, { affiliateId: sponsored }] = of.affiliates;
  const scope = { workspaceId, version: 2, hash: "h2", effectiveFrom: new Date(0) };
  const policy = policyBody({
    ...DEFAULT_POLICY,
    model: { kind: "linear" },
    couponPrecedence: { kind: "split", couponPpm: 333_333 },
    customerLock: { kind: "lifetime", affiliate: "latest" },
  });
  const tiers = [
    { from: 0n, ratePpm: 100_000n },
    { from: 200_000n, ratePpm: 125_000n },
  ];
  const plan = planRulesBody({
    ...PLAIN_TERMS,
    currency: "EUR" as Currency,
    rules: [
      {
        ...{ id: "tiers", when: null, recurringMonths: null },
        action: { kind: "tiered", mode: "marginal", metric: "amount", period: "lifetime", tiers },
      },
    ],
    caps: [{ scope: "customer", period: "lifetime", amountMinor: 20_000n }],
    overrides: { of: "commission", ratesPpm: [52_500n] },
    bonuses: [{ id: "b", metric: "conversions", period: "lifetime", threshold: 5n, amountMinor: 777n }],
  });
  await of.owner(async (db) => {
    await db.insert(schema.policyVersions).values({ ...scope, body: policy });
    await db.insert(schema.planVersions).values({ ...scope, planId, body: plan });
    const coupon = { workspaceId, id: newId("cpn", Date.now()), code: "SPRING", programId, affiliateId };
    await db.insert(schema.coupons).values(coupon);
    await db
      .update(schema.affiliates)
      .set({ sponsorId: affiliateId })
      .where(and(eq(schema.affiliates.workspaceId, workspaceId), eq(schema.affiliates.id, sponsored)));
  });
}

it("a batch comes to what its conversions come to one by one, whatever they are", async () => {
  const together = await openShop(database);
  const apart = await openShop(database);
  const startMs = Date.now() - 60_000;
  const batches = await Promise.all(
    [together, apart].map(async (of) => {
      await underRichRules(of);
      const random = seededRandom(SEED);
      const clicks = [];
      for (let nth = 0; nth < 12; nth += 1) {
        const at = new Date(startMs - random.below(50_000) * MINUTE_MS - nth);
        clicks.push(await click(random.below(2) as 0 | 1, at, of));
      }
      const texts = [...clicks.map(({ text }) => text), "malformed", `${"A".repeat(31)}B`];
      texts.push(clickIdOf(of.workspaceId, new Date(startMs + random.below(1000))).text);
      return Array.from({ length: 60 }, (_, nth) => {
        const externalId = `o-${random.below(45)}`;
        const named = Array.from({ length: random.below(3) }, () => texts[random.below(texts.length)] ?? "");
        const isKnown = random.below(3) > 0;
        return saleOf(of, {
          externalId,
          clickIds: named,
          occurredAt: new Date(startMs + nth * 100 + random.below(500)),
          fingerprint: String(random.below(8) === 0 ? 1 : 0).repeat(64),
          couponCode: random.below(4) === 0 ? "SPRING" : null,
          customerExternalId: isKnown ? `c-${random.below(8)}` : null,
          amountMinor: BigInt(random.below(100_000)),
        });
      });
    }),
  );
  const [first = [], second = []] = batches;
  const settledTogether = await settle(first, together);
  const settledApart = [];
  for (const each of second) settledApart.push(...(await settle([each], apart)));
  expect(settledTogether).toEqual(settledApart);
  expect(await outcomes(together)).toEqual(await outcomes(apart));
}, 60_000);

describe("what cannot be settled", () => {
  it("does no harm to its neighbours", async () => {
    const batch: ToSettle[] = [];
    for (let nth = 0; nth < 10; nth += 1) {
      const { text } = await click();
      // The year 275760, which Postgres does not take from a text of this form.
      const occurredAt = nth === 3 ? new Date(8.64e15) : new Date();
      batch.push(saleOf(shop, { externalId: `o-${nth}`, clickIds: [text], occurredAt }));
    }
    const settled = await shop.as("system:test", (context) => settleApart(context, batch, TEST_HMACS));
    expect(kinds(settled)).toEqual(batch.map((_, nth) => (nth === 3 ? "failed" : "decided")));
    expect(settled[3]?.kind === "failed" && isDataRefused(settled[3].error)).toBe(true);
    expect(await shop.commissions()).toHaveLength(9);
  });

  it("P6: leaves nothing half-done, whichever statement the connection dies at", async () => {
    const batch: ToSettle[] = [];
    for (const nth of [0, 1, 2]) {
      const { text } = await click();
      batch.push(saleOf(shop, { externalId: `o-${nth}`, clickIds: [text], customerExternalId: "c" }));
    }
    const before = await shop.owner(tableDigests);
    let statements = 0;
    for (; statements < 100; statements += 1) {
      if (await diesAt(statements, batch)) expect(await shop.owner(tableDigests)).toEqual(before);
      else break;
    }
    expect(statements).toBeGreaterThan(8);
    expect(kinds(await settle(batch))).toEqual(Array(3).fill("exists"));
    expect(await shop.commissions()).toHaveLength(3);
  }, 60_000);
});

/** Settles a batch on a connection that is cut instead of sending its nth statement; false if there are fewer. */
async function diesAt(nth: number, batch: readonly ToSettle[]): Promise<boolean> {
  const client = new pg.Client({ connectionString: database.appUrl });
  client.on("error", () => undefined);
  await client.connect();
  const query = client.query.bind(client);
  let sent = 0;
  let isCut = false;
  const cutting = (...args: Parameters<typeof query>) => {
    if (sent++ >= nth && !isCut) {
      isCut = true;
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    }
    return query(...args);
  };
  client.query = cutting as typeof client.query;
  try {
    const db = drizzle(client) as Db;
    await settleConversions(contextOf(db, shop.workspaceId), batch, TEST_HMACS);
    return false;
  } catch {
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}
