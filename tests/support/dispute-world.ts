import { eq } from "drizzle-orm";
import { beforeAll, expect } from "vitest";
import { checkEvidence, type EvidenceCheck, type EvidenceFile } from "../../core/ledger/evidence-file.ts";
import type { AffiliateId, BatchId, PayoutId } from "../../core/shared/id.ts";
import { withDatabase } from "../../db/client.ts";
import { payoutBatches, payouts } from "../../db/schema/index.ts";
import { sha256Bytes } from "../../platform/sha256.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { lockLedger } from "../../services/ledger/lock-ledger.ts";
import { csvProvider } from "../../services/payouts/csv-provider.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { movePayouts } from "../../services/payouts/move-payouts.ts";
import { type Context, transact } from "../../services/shared/context.ts";
import { type ApiWithSample, apiWithSample } from "./api-with-sample.ts";
import { type Answer, insertKey } from "./call-api.ts";
import { asOwner, contextOf, insertClick, settleSale } from "./sample.ts";

const FILES = { has: async () => false, putOnce: async () => undefined };

/** The API with a sample, whose affiliates earn, are paid and dispute. Made once in a file, before its tests. */
export class DisputeWorld {
  readonly shop: ApiWithSample = apiWithSample();
  /** Keys of the two affiliates, and of a second person of the merchant. */
  ada = "";
  grace = "";
  second = "";
  sales = 0;

  constructor() {
    beforeAll(async () => {
      const [{ affiliateId: first }, { affiliateId: other }] = this.shop.sample.affiliates;
      this.ada = await this.keyOf(first);
      this.grace = await this.keyOf(other);
      this.second = await this.keyOf(null);
    });
  }

  /** A key of an affiliate's own, or of the merchant. */
  keyOf(affiliateId: AffiliateId | null): Promise<string> {
    const { database, sample } = this.shop;
    return asOwner(database.ownerUrl, async (db) => {
      return (await insertKey(db, sample.workspaceId, { affiliateId })).key;
    });
  }

  /** Runs a verb of the services on the sample, as the app role. */
  as<T>(verb: (context: Context) => Promise<T>, now = new Date()): Promise<T> {
    const { database, sample } = this.shop;
    return withDatabase(database.env, (db) => verb(contextOf(db, sample.workspaceId, now)));
  }

  /** A sale of 100.00, of which an affiliate earns 10.00, approved; the id of its commission. */
  async earn(who: 0 | 1 = 0): Promise<string> {
    this.sales += 1;
    const externalId = `order-${this.sales}`;
    const { database, sample } = this.shop;
    await asOwner(database.ownerUrl, async (db) => {
      const at = new Date(Date.now() - 600_000);
      const { text } = await insertClick(db, sample, sample.affiliates[who], { at });
      const sold = contextOf(db, sample.workspaceId, new Date(Date.now() - 60_000));
      await settleSale(sold, sample, { externalId, clickIds: [text] });
      await approveDueCommissions(contextOf(db, sample.workspaceId));
    });
    return (await this.shop.get(`/v1/conversions/ext:${externalId}`)).body.commission_ids[0];
  }

  /** Pays all that is due; the payout of the first affiliate. */
  async pay(): Promise<Answer["body"]> {
    const { shop } = this;
    const batchId = (await shop.post("/v1/payout-batches")).body.batches[0].id as BatchId;
    const approved = await shop.post(`/v1/payout-batches/${batchId}/approve`, {}, this.second);
    expect(approved.status).toBe(200);
    await this.as((context) => executeBatch(context, batchId, csvProvider(FILES)));
    const { payouts } = (await shop.get(`/v1/payout-batches/${batchId}`)).body;
    const { affiliateId } = shop.sample.affiliates[0];
    return payouts.find((each: Answer["body"]) => each.affiliate_id === affiliateId);
  }

  /** The money of a payout comes back, as a provider tells. */
  returnPayout(id: PayoutId): Promise<void> {
    return this.as((context) =>
      transact(context, async (tx) => {
        await lockLedger(tx, context);
        const [payout] = await tx.select().from(payouts).where(eq(payouts.id, id));
        if (!payout) throw new Error("no payout");
        const [batch] = await tx.select().from(payoutBatches).where(eq(payoutBatches.id, payout.batchId));
        if (!batch) throw new Error("no batch");
        const move = { payout, to: "returned", reference: null, reason: "closed", at: context.now } as const;
        await movePayouts(tx, context, batch, [move]);
      }),
    );
  }

  /** The first affiliate disputes what it was given. */
  dispute(body: object, by = this.ada): Promise<Answer> {
    return this.shop.post(
      "/v1/portal/disputes",
      { reason: "amount_wrong", text: "Too little.", ...body },
      by,
    );
  }

  uphold(id: string, body: object, by = this.shop.key): Promise<Answer> {
    return this.shop.post(`/v1/disputes/${id}/uphold`, { text: "You are right.", ...body }, by);
  }

  /** What the first affiliate is owed, in minor units. */
  async payable(): Promise<number> {
    const { totals } = (await this.shop.get("/v1/portal/statement", this.ada)).body;
    return Number(totals[0].payable.amount_minor);
  }

  /** What a check of the first affiliate's evidence of a dispute finds. */
  async check(id: string): Promise<EvidenceCheck> {
    const { body } = await this.shop.get(`/v1/portal/disputes/${id}/evidence`, this.ada);
    return checkEvidence(body as EvidenceFile, sha256Bytes);
  }

  /** SQLSTATE of what refuses a statement of the owner of the tables, or null if nothing does. */
  refusal(statement: string): Promise<string | null> {
    return asOwner(this.shop.database.ownerUrl, (db) =>
      db.execute(statement).then(
        () => null,
        (error) => error.cause?.code ?? error.code,
      ),
    );
  }
}
