import { eq, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import type { BatchId, PayoutId } from "../../core/shared/id.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { approveBatch } from "../../services/payouts/approve-batch.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import type { Actor, Context } from "../../services/shared/context.ts";
import type { TestDatabase } from "./postgres.ts";
import { asOwner, insertClick, insertSample, type Sample, settleSale } from "./sample.ts";

/** Connections that stay open, for whoever opens many worlds. */
export type Pools = { readonly app: Db; readonly owner: Db };

/** A workspace of two affiliates, with what the tests of payouts do in it. */
export class PayoutWorld {
  nowMs = Date.now();
  #sales = 0;

  private constructor(
    readonly at: TestDatabase | Pools,
    readonly sample: Sample,
  ) {}

  /** A workspace of its own in the database of the test. */
  static async open(at: TestDatabase | Pools): Promise<PayoutWorld> {
    const sample = "owner" in at ? await insertSample(at.owner) : await asOwner(at.ownerUrl, insertSample);
    return new PayoutWorld(at, sample);
  }

  /** Runs a verb as an actor, on connections of its own. */
  as<T>(actor: Actor, verb: (context: Context) => Promise<T>): Promise<T> {
    const { workspaceId } = this.sample;
    const now = new Date(this.nowMs);
    const run = (db: Db) => verb({ db, workspaceId, actor, requestId: "req_test", now });
    return "app" in this.at ? run(this.at.app) : withDatabase(this.at.env, run);
  }

  owner<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return "owner" in this.at ? work(this.at.owner) : asOwner(this.at.ownerUrl, work);
  }

  /** Sales of 100.00 each unless told, of which an affiliate earns a tenth. */
  async sell(
    affiliate: 0 | 1,
    count = 1,
    of: { readonly amountMinor?: bigint; readonly currency?: Currency } = {},
  ): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      this.#sales += 1;
      const at = new Date(Date.now() - 600_000);
      const { text } = await this.owner((db) =>
        insertClick(db, this.sample, this.sample.affiliates[affiliate], { at }),
      );
      const sale = { externalId: `order-${this.#sales}`, clickIds: [text], amountMinor: 10_000n, ...of };
      await this.as("system:test", (context) => settleSale(context, this.sample, sale));
    }
    await this.as("system:test", approveDueCommissions);
  }

  /** Prepares what is due, and has another approve it; null if nothing is. */
  async approvedBatch(provider: PayoutProviderName = "csv"): Promise<BatchId | null> {
    const { batches } = await this.as("key:a", (context) => preparePayoutBatches(context, { provider }));
    const [batchId] = batches;
    if (!batchId) return null;
    await this.as("key:b", (context) => approveBatch(context, batchId));
    return batchId;
  }

  /** Payouts in the order of their ids. */
  payouts() {
    return this.owner((db) =>
      db
        .select()
        .from(schema.payouts)
        .where(eq(schema.payouts.workspaceId, this.sample.workspaceId))
        .orderBy(schema.payouts.id),
    );
  }

  /** The payout of an affiliate in a batch. */
  async payoutOf(batchId: BatchId, affiliate: 0 | 1): Promise<PayoutId> {
    const { affiliateId } = this.sample.affiliates[affiliate];
    const found = (await this.payouts()).find(
      (each) => each.batchId === batchId && each.affiliateId === affiliateId,
    );
    if (!found) throw new Error("no payout");
    return found.id;
  }

  /** How many payouts, or commissions, are in each status. */
  async statuses(table: "payouts" | "commissions" | "payout_batches"): Promise<Record<string, number>> {
    const { rows } = (await this.owner((db) =>
      db.execute(sql`select status, count(*)::int as count from ${sql.identifier(table)}
                      where workspace_id = ${this.sample.workspaceId} group by status order by status`),
    )) as unknown as { rows: { status: string; count: number }[] };
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  /** Sums of accounts in minor units, those of nothing left out. */
  async balances(): Promise<Record<string, number>> {
    const { rows } = (await this.owner((db) =>
      db.execute(sql`select account, sum(amount_minor)::int as total from ledger_entries
                      where workspace_id = ${this.sample.workspaceId}
                      group by account having sum(amount_minor) <> 0 order by account`),
    )) as unknown as { rows: { account: string; total: number }[] };
    return Object.fromEntries(rows.map(({ account, total }) => [account, total]));
  }
}
