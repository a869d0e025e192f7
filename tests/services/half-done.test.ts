import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import type { BatchId, CommissionId } from "../../core/shared/id.ts";
import { payouts } from "../../db/schema/index.ts";
import { applyParked } from "../../services/changes/apply-parked.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { reviewCommission } from "../../services/commissions/review-commission.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { closePeriod } from "../../services/ledger/close-period.ts";
import { verifyLedger } from "../../services/ledger/verify-ledger.ts";
import { applyProviderEvents } from "../../services/payouts/apply-events.ts";
import { approveBatch } from "../../services/payouts/approve-batch.ts";
import { cancelBatch } from "../../services/payouts/cancel-batch.ts";
import { csvProvider } from "../../services/payouts/csv-provider.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { setPayoutMinimum } from "../../services/payouts/minimums.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import { addPlanVersion } from "../../services/plans/plans.ts";
import { addPolicy } from "../../services/policies/policies.ts";
import type { Actor, Context } from "../../services/shared/context.ts";
import { advanceApplication } from "../../services/simulations/apply-simulation.ts";
import { requestApplication } from "../../services/simulations/request-application.ts";
import { balancesOf, orderId, takeChange } from "../support/changes.ts";
import { runAndDie } from "../support/dying-database.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { insertClick } from "../support/sample.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { simulate } from "../support/simulate.ts";
import { tableDigests } from "../support/table-digests.ts";

/** More statements than any verb sends. */
const STATEMENTS_MAX = 120;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

type Verb = (context: Context) => Promise<unknown>;
/** A verb of money: what there must be before it, and what the accounts hold once it is done. */
type Case = {
  readonly verb: string;
  readonly actor?: Actor;
  readonly prepare: (shop: Shop) => Promise<Verb>;
  readonly balances: Readonly<Record<string, number>>;
  /** What they may hold before: of a verb that is more than one transaction. */
  readonly between?: readonly Readonly<Record<string, number>>[];
};

const EUR = "EUR" as never;
const PENDING = { affiliate_pending: 1_000, merchant_payable: -1_000 };
const PAYABLE = { affiliate_payable: 1_000, merchant_payable: -1_000 };

const click = async (shop: Shop) => {
  const at = new Date(Date.now() - 600_000);
  return (await shop.owner((db) => insertClick(db, shop, shop.affiliates[0], { at }))).text;
};
const onlyCommission = async (shop: Shop): Promise<CommissionId> => {
  const [first] = await shop.commissions();
  if (!first) throw new Error("no commission was earned");
  return first.id;
};
/** A batch of the one approved commission. */
async function prepared(shop: Shop): Promise<BatchId> {
  await shop.sell("o");
  await shop.as("system:test", approveDueCommissions);
  await shop.as("key:a", (context) => setPayoutMinimum(context, { currency: EUR, minimumMinor: 1n }));
  const [batch] = (await shop.as("key:a", (context) => preparePayoutBatches(context))).batches;
  if (!batch) throw new Error("no batch was prepared");
  return batch;
}
const held = (verdict: "approve" | "reverse") => async (shop: Shop) => {
  await shop.sell("o", { isHeld: true });
  const id = await onlyCommission(shop);
  return (context: Context) => reviewCommission(context, id, verdict);
};
const files = { has: async () => false, putOnce: async () => undefined };

const CASES: readonly Case[] = [
  {
    verb: "settling conversions",
    prepare: async (shop) => {
      const sales = [
        saleOf(shop, { externalId: "o", clickIds: [await click(shop)], customerExternalId: "c" }),
        saleOf(shop, { externalId: "none" }),
      ];
      return (context) => settleConversions(context, sales, TEST_HMACS);
    },
    balances: PENDING,
  },
  {
    verb: "applying a refund that came before its sale",
    prepare: async (shop) => {
      const refund = { order: "o", externalId: "r", amountMinor: 4_000n };
      await shop.as("system:test", (context) => takeChange(context, shop, refund));
      await shop.sell("o");
      return (context) => applyParked(context, orderId(shop.workspaceId, "o"));
    },
    balances: { affiliate_pending: 600, merchant_payable: -600 },
  },
  {
    verb: "a refund",
    prepare: async (shop) => {
      await shop.sell("o");
      const refund = { order: "o", externalId: "r", amountMinor: 4_000n };
      return (context) => takeChange(context, shop, refund);
    },
    balances: { affiliate_pending: 600, merchant_payable: -600 },
  },
  {
    verb: "a refund of what is paid",
    prepare: async (shop) => {
      const batch = await prepared(shop);
      await shop.as("key:b", (context) => approveBatch(context, batch));
      await shop.as("key:b", (context) => executeBatch(context, batch, csvProvider(files)));
      return (context) => takeChange(context, shop, { order: "o", externalId: "r", amountMinor: 4_000n });
    },
    balances: { affiliate_payable: -400, merchant_payable: -600, paid_out: 1_000 },
  },
  {
    verb: "approving commissions",
    prepare: async (shop) => {
      await shop.sell("o");
      return approveDueCommissions;
    },
    balances: PAYABLE,
  },
  { verb: "releasing a commission", prepare: held("approve"), balances: PAYABLE },
  { verb: "reversing a commission", prepare: held("reverse"), balances: {} },
  {
    verb: "preparing batches",
    actor: "key:a",
    prepare: async (shop) => {
      await shop.sell("o");
      await shop.as("system:test", approveDueCommissions);
      await shop.as("key:a", (context) => setPayoutMinimum(context, { currency: EUR, minimumMinor: 1n }));
      return (context) => preparePayoutBatches(context);
    },
    balances: PAYABLE,
  },
  {
    verb: "approving a batch",
    prepare: async (shop) => {
      const batch = await prepared(shop);
      return (context) => approveBatch(context, batch);
    },
    balances: PAYABLE,
  },
  {
    verb: "cancelling a batch",
    prepare: async (shop) => {
      const batch = await prepared(shop);
      return (context) => cancelBatch(context, batch);
    },
    balances: PAYABLE,
  },
  {
    verb: "executing a batch",
    prepare: async (shop) => {
      const batch = await prepared(shop);
      await shop.as("key:b", (context) => approveBatch(context, batch));
      const provider = csvProvider(files);
      return (context) => executeBatch(context, batch, provider);
    },
    balances: { merchant_payable: -1_000, paid_out: 1_000 },
    between: [PAYABLE, { merchant_payable: -1_000, payout_clearing: 1_000 }],
  },
  {
    verb: "booking that what was paid came back",
    prepare: async (shop) => {
      const batch = await prepared(shop);
      await shop.as("key:b", (context) => approveBatch(context, batch));
      await shop.as("key:b", (context) => executeBatch(context, batch, csvProvider(files)));
      const [payout] = await shop.owner((db) =>
        db.select({ id: payouts.id }).from(payouts).where(eq(payouts.batchId, batch)),
      );
      if (!payout) throw new Error("the batch has no payout");
      const report = { status: "failed", reference: null, reason: "account closed" } as const;
      const event = { eventId: "e", payoutId: payout.id, report, occurredAtMs: Date.now() };
      return (context) => applyProviderEvents(context, "csv", [event]);
    },
    balances: PAYABLE,
  },
  {
    verb: "deciding sales anew by a simulation",
    prepare: async (shop) => {
      await shop.sell("o");
      const id = await simulate(shop, { policy: { ...DEFAULT_POLICY, countedVerdicts: [] } });
      await shop.as("system:test", (context) => requestApplication(context, id, "stay"));
      return (context) => advanceApplication(context, id, { hmacs: TEST_HMACS });
    },
    balances: {},
  },
  {
    verb: "adding a version of the policy",
    prepare: async () => (context) => addPolicy(context, { policy: DEFAULT_POLICY }),
    balances: {},
  },
  {
    verb: "adding a version of a plan",
    prepare: async ({ planId }) => {
      const rule = { kind: "percent", rateBps: 2_000n } as const;
      return (context) => addPlanVersion(context, planId, { rule, effectiveFrom: undefined });
    },
    balances: {},
  },
  {
    verb: "closing a month",
    prepare: async (shop) => {
      await shop.sell("o");
      return (context) => closePeriod(context, "2020-01");
    },
    balances: PENDING,
  },
];

describe.each(CASES)("$verb", ({ actor = "key:b", prepare, balances, between }) => {
  it("is done as a whole or not at all, whichever statement it dies at, and completed by its repeats", async () => {
    const shop = await openShop(database);
    const balancesNow = () => shop.owner((db) => balancesOf(db, shop.workspaceId));
    const dieAt = (nth: number, of: Shop, verb: Verb) =>
      runAndDie(database.appUrl, nth, (db) =>
        verb({ db, workspaceId: of.workspaceId, actor, requestId: "req_test", now: new Date() }),
      );
    const twin = await openShop(database);
    const whole = await dieAt(STATEMENTS_MAX, twin, await prepare(twin));
    expect(whole).toMatchObject({ died: false, statements: expect.toSatisfy((count) => count > 3) });
    const verb = await prepare(shop);
    let before = await shop.owner(tableDigests);
    let commits = 0;
    for (let nth = 1, isOver = false; !isOver; nth += 1) {
      const { died } = await dieAt(nth, shop, verb);
      const after = await shop.owner(tableDigests);
      const isChanged = JSON.stringify(after) !== JSON.stringify(before);
      if (between) expect([...between, balances]).toContainEqual(await balancesNow());
      else if (isChanged && commits === 0)
        expect(nth, "changed by its last statement").toBe(whole.statements);
      commits += isChanged ? 1 : 0;
      before = after;
      isOver = !died;
    }
    expect(commits).toBeGreaterThanOrEqual(1);
    expect(await balancesNow()).toEqual(balances);
    const verified = await shop.as("system:test", (context) =>
      verifyLedger(context, { after: 0n, journalsMax: 100, roots: [] }),
    );
    expect(verified).toMatchObject({ isComplete: true, fault: null });
  }, 60_000);
});
