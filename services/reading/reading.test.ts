import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Db, withDatabase } from "../../db/client.ts";
import { badRows, conversions } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import {
  asOwner,
  contextOf,
  insertClick,
  insertSample,
  type Sample,
  settleSale,
} from "../../tests/support/sample.ts";
import type { Context } from "../shared/context.ts";
import { listAccounts } from "./accounts.ts";
import { listAuditLog } from "./audit-log.ts";
import { listBadRows } from "./bad-rows.ts";
import { reportClicks } from "./click-report.ts";
import { listClicks } from "./clicks.ts";
import { listCommissions } from "./commissions.ts";
import { findConversion, listConversions } from "./conversions.ts";
import { explainConversion } from "./explain-conversion.ts";
import { listHeldCommissions } from "./held-commissions.ts";
import { listJournals } from "./journals.ts";
import type { Page, PageRequest } from "./page.ts";
import { findPayoutBatch, listPayoutBatches } from "./payout-batches.ts";
import { findStatement } from "./statement.ts";

const SALES = 7;

let database: TestDatabase;
let own: Sample;
let foreign: Sample;

/** Each workspace has the same sales; every third is clicked by a flood, so that it is held. */
async function fill(db: Db, sample: Sample, amountMinor: bigint): Promise<void> {
  const context = contextOf(db, sample.workspaceId);
  for (let index = 0; index < SALES; index += 1) {
    const affiliate = sample.affiliates[index % 2 === 0 ? 0 : 1];
    const at = new Date(context.now.getTime() - 3_600_000);
    const click = await insertClick(db, sample, affiliate, { at, velocity: index % 3 === 0 ? 100 : 1 });
    await settleSale(context, sample, { externalId: `order-${index}`, clickIds: [click.text], amountMinor });
  }
  await db.insert(badRows).values(
    Array.from({ length: SALES }, (_, index) => ({
      workspaceId: sample.workspaceId,
      stage: "clicks",
      reason: "malformed",
      detail: "no id",
      payload: "{}",
      fingerprint: `${sample.workspaceId} ${index}`,
      receivedAt: context.now,
    })),
  );
}

beforeAll(async () => {
  database = await createTestDatabase();
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    foreign = await insertSample(db);
    await fill(db, own, 10_000n);
    await fill(db, foreign, 20_000n);
  });
});

afterAll(() => database.drop());

const asApp = <T>(sample: Sample, work: (context: Context) => Promise<T>): Promise<T> =>
  withDatabase(database.env, (db) => work(contextOf(db, sample.workspaceId)));

async function readAll<Row>(
  read: (page: PageRequest) => Promise<Page<Row>>,
  limit: number,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const page: Page<Row> = await read({ limit, after });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    after = page.nextAfter;
  } while (after !== null);
  return rows;
}

const WHOLE: PageRequest = { limit: 100, after: null };
const SPAN = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) };

describe("the filter by workspace", () => {
  it.each<[string, (context: Context) => Promise<unknown>]>([
    ["conversions", (context) => listConversions(context, {}, WHOLE)],
    ["one conversion", (context) => findConversion(context, { externalId: "order-1" })],
    ["its explanation", (context) => explainConversion(context, { externalId: "order-1" })],
    ["commissions", (context) => listCommissions(context, {}, WHOLE)],
    ["held commissions", (context) => listHeldCommissions(context, WHOLE)],
    ["a statement", (context) => findStatement(context, own.affiliates[0].affiliateId, WHOLE)],
    ["journals", (context) => listJournals(context, {}, WHOLE)],
    ["accounts", (context) => listAccounts(context, WHOLE)],
    ["clicks", (context) => listClicks(context, {}, WHOLE)],
    ["a report", (context) => reportClicks(context, SPAN)],
    ["bad rows", (context) => listBadRows(context, {}, WHOLE)],
    ["the audit log", (context) => listAuditLog(context, {}, WHOLE)],
    ["payout batches", (context) => listPayoutBatches(context, {}, WHOLE)],
  ])("shows the same %s where row-level security does not bind", async (_name, read) => {
    for (const sample of [own, foreign]) {
      const unbound = await asOwner(database.ownerUrl, (db) => read(contextOf(db, sample.workspaceId)));
      expect(unbound).toEqual(await asApp(sample, read));
    }
  });
});

describe("listConversions", () => {
  it("pages through conversions received in the same millisecond, and finer, without a gap", async () => {
    const sample = await asOwner(database.ownerUrl, async (db) => {
      const made = await insertSample(db);
      const context = contextOf(db, made.workspaceId);
      for (let index = 0; index < 5; index += 1) {
        await settleSale(context, made, { externalId: `same-${index}`, clickIds: [] });
      }
      await db.execute(sql`
        update ${conversions} set received_at = '2026-11-20T10:00:00Z'::timestamptz
          + right(external_id, 1)::int / 2 * interval '1 microsecond' where workspace_id = ${made.workspaceId}`);
      return made;
    });
    await asApp(sample, async (context) => {
      const rows = await readAll((page) => listConversions(context, {}, page), 1);
      expect(new Set(rows.map(({ externalId }) => externalId)).size).toBe(5);
    });
  });

  it("narrows by status, reason and external id, and names the commissions", async () => {
    await asApp(own, async (context) => {
      const attributed = await listConversions(
        context,
        { status: "attributed", reason: "attributed" },
        WHOLE,
      );
      expect(attributed.rows).toHaveLength(SALES);
      expect((await listConversions(context, { reason: "no_click" }, WHOLE)).rows).toEqual([]);
      const { rows } = await listConversions(context, { externalId: "order-2" }, WHOLE);
      expect(rows.map(({ externalId }) => externalId)).toEqual(["order-2"]);
      const commissions = await listCommissions(context, { conversionId: rows[0]?.id }, WHOLE);
      expect(rows[0]?.commissionIds).toEqual(commissions.rows.map(({ id }) => id));
      expect(commissions.rows).toHaveLength(1);
    });
  });
});

describe("listCommissions", () => {
  it("narrows by status, affiliate and currency", async () => {
    await asApp(own, async (context) => {
      const [ada, grace] = own.affiliates;
      const counts = await Promise.all(
        [
          { status: "held" as const },
          { status: "pending" as const, affiliateId: ada.affiliateId },
          { affiliateId: grace.affiliateId },
          { currency: "JPY" as never },
        ].map(async (filter) => (await listCommissions(context, filter, WHOLE)).rows.length),
      );
      expect(counts).toEqual([3, 2, 3, 0]);
    });
  });
});

describe("listJournals", () => {
  it("gives each journal its own entries, which sum to zero", async () => {
    await asApp(own, async (context) => {
      const { rows } = await listJournals(context, { kind: "commission_accrued" }, WHOLE);
      expect(rows).toHaveLength(SALES);
      for (const { entries } of rows) {
        expect(entries.map(({ account, amountMinor }) => [account, amountMinor])).toEqual([
          ["merchant_payable", 1_000n],
          ["affiliate_pending", -1_000n],
        ]);
      }
      const key = rows[0]?.key ?? "";
      expect((await listJournals(context, { key }, WHOLE)).rows.map((row) => row.id)).toEqual([rows[0]?.id]);
      expect((await listJournals(context, { kind: "payout_paid" }, WHOLE)).rows).toEqual([]);
    });
  });
});

describe("listAccounts", () => {
  it("sums the entries of each account, and of the whole ledger to zero", async () => {
    await asApp(own, async (context) => {
      const { page, trialBalance } = await listAccounts(context, WHOLE);
      const [ada, grace] = own.affiliates;
      expect(page.rows).toEqual(
        [
          {
            account: "affiliate_pending",
            affiliateId: ada.affiliateId,
            currency: "EUR",
            balanceMinor: -4_000n,
          },
          {
            account: "affiliate_pending",
            affiliateId: grace.affiliateId,
            currency: "EUR",
            balanceMinor: -3_000n,
          },
          { account: "merchant_payable", affiliateId: null, currency: "EUR", balanceMinor: 7_000n },
        ].sort(byAffiliate),
      );
      expect(trialBalance).toEqual([{ currency: "EUR", balanceMinor: 0n }]);
    });
  });
});

function byAffiliate(
  left: { account: string; affiliateId: unknown },
  right: { account: string; affiliateId: unknown },
) {
  return `${left.account} ${left.affiliateId}` < `${right.account} ${right.affiliateId}` ? -1 : 1;
}

describe("listPayoutBatches and the logs", () => {
  it("begin empty and find nothing", async () => {
    await asApp(own, async (context) => {
      expect((await listPayoutBatches(context, {}, WHOLE)).rows).toEqual([]);
      expect(await findPayoutBatch(context, "bat_0" as never)).toBeNull();
      expect((await listBadRows(context, { stage: "payouts" }, WHOLE)).rows).toEqual([]);
      const decided = await listAuditLog(context, { action: "conversion.decided" }, WHOLE);
      expect(decided.rows).toHaveLength(SALES);
      expect((await listAuditLog(context, { actor: "key:x" }, WHOLE)).rows).toEqual([]);
    });
  });
});
