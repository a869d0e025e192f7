import { eq } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { assert } from "../../core/shared/assert.ts";
import { withDatabase } from "../../db/client.ts";
import { commissions, payoutItems, payoutResolutions } from "../../db/schema/index.ts";
import { storeBadRows } from "../../services/bad-rows/store-bad-rows.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { createKey } from "../../services/keys/keys.ts";
import { approveBatch } from "../../services/payouts/approve-batch.ts";
import { csvProvider } from "../../services/payouts/csv-provider.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { setPayoutMinimum } from "../../services/payouts/minimums.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import type { Actor, Context } from "../../services/shared/context.ts";
import { insertChangeRows } from "./change-rows.ts";
import { insertDisputeRows } from "./dispute-rows.ts";
import { insertDocumentRows } from "./document-rows.ts";
import type { TestDatabase } from "./postgres.ts";
import { asOwner, insertClick, insertSideRows, type Sample, settleSale } from "./sample.ts";

const FILES = { has: async () => false, putOnce: async () => undefined };
const PEPPER = Buffer.alloc(32, 3).toString("base64url");

/**
 * Takes one sale from its click to the payout, as the app role, and writes a row of all that no sale
 * touches, so that each table has rows of the workspace.
 */
export async function paySale(database: TestDatabase, sample: Sample): Promise<void> {
  const at = new Date(Date.now() - 600_000);
  const click = await asOwner(database.ownerUrl, (db) =>
    insertClick(db, sample, sample.affiliates[0], { at }),
  );
  await asOwner(database.ownerUrl, (db) => insertSideRows(db, sample));
  await withDatabase(database.env, async (db) => {
    const by = (actor: Actor): Context => {
      return { db, workspaceId: sample.workspaceId, actor, requestId: "req_test", now: new Date() };
    };
    const sale = { externalId: "order-1", clickIds: [click.text], amountMinor: 10_000n };
    const settled = await settleSale(by("system:test"), sample, sale);
    assert(settled.kind === "decided", "the sale is decided");
    assert((await approveDueCommissions(by("system:test"))) === 1, "its commission is due at once");
    await setPayoutMinimum(by("key:a"), { currency: "EUR" as Currency, minimumMinor: 1n });
    const [batchId] = (await preparePayoutBatches(by("key:a"))).batches;
    assert(batchId !== undefined, "a batch is prepared");
    assert((await approveBatch(by("key:b"), batchId)).ok, "another approves it");
    assert((await executeBatch(by("key:b"), batchId, csvProvider(FILES))).ok, "it is paid");
    const granted = { grantor: { scopes: ["links:read"] }, pepper: PEPPER };
    await createKey(by("key:a"), { name: "k", kind: "secret", scopes: ["links:read"] }, granted);
    const bad = { stage: "clicks" as const, reason: "r", detail: "d", payload: {}, receivedAt: new Date() };
    await storeBadRows(db, [{ ...bad, workspaceId: sample.workspaceId }]);
  });
  await asOwner(database.ownerUrl, async (db) => {
    const ofSample = eq(commissions.workspaceId, sample.workspaceId);
    const [paid] = await db.select().from(commissions).where(ofSample);
    assert(paid !== undefined, "the sale earned a commission");
    await insertChangeRows(db, sample, paid);
    await insertDisputeRows(db, paid);
    const [item] = await db.select().from(payoutItems).where(eq(payoutItems.workspaceId, sample.workspaceId));
    assert(item !== undefined, "a payout pays it");
    const said = { outcome: "paid", note: "n", proposedBy: "key:a", proposedAt: new Date() } as const;
    await db
      .insert(payoutResolutions)
      .values({ ...said, workspaceId: sample.workspaceId, payoutId: item.payoutId });
    await insertDocumentRows(db, sample, item.payoutId);
  });
}
