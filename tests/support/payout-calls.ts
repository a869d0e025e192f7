import { sql } from "drizzle-orm";
import { newId } from "../../platform/random.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import { FAKE_ACCESS } from "./fake-access.ts";
import type { MutatingCall } from "./mutating-call.ts";
import { asOwner } from "./sample.ts";
import { enrolledCaller } from "./step-up.ts";

/** Requests for accounts of providers and for what persons resolve; `batchId` is prepared and is of one payout. */
export async function callsOfExecution(
  shop: ApiWithSample,
  batchId: string,
): Promise<Readonly<Record<string, MutatingCall>>> {
  const payoutId = await asOwner(shop.database.ownerUrl, async (db) => {
    for (const status of ["approved", "submitting", "unknown"]) {
      await db.execute(sql`
        update payout_batches set status = ${status}::payout_batch_status, approved_by = 'key:b' where id = ${batchId}`);
    }
    for (const status of ["submitting", "needs_review"]) {
      await db.execute(sql`
        update payouts set status = ${status}::payout_status, provider_key = batch_id where batch_id = ${batchId}`);
    }
    const { rows } = (await db.execute(
      sql`select id from payouts where batch_id = ${batchId}`,
    )) as unknown as { rows: { id: string }[] };
    return rows[0]?.id;
  });
  const [paidId, paidBatchId] = [newId("pay", Date.now()), newId("bat", Date.now())];
  await asOwner(shop.database.ownerUrl, async (db) => {
    const given = sql`workspace_id, affiliate_id, currency, amount_minor, recipient`;
    const batch = sql`workspace_id, currency, provider, total_minor, payouts_count, prepared_by`;
    await db.execute(sql`
      insert into payout_batches (id, ${batch}) select ${paidBatchId}, ${batch} from payout_batches where id = ${batchId}`);
    await db.execute(sql`
      insert into payouts (id, batch_id, status, provider_key, paid_at, ${given})
      select ${paidId}, ${paidBatchId}, 'paid', ${paidBatchId}, now(), ${given} from payouts where id = ${payoutId}`);
  });
  return {
    "PUT /v1/payout-accounts/:provider": Object.assign(await enrolledCaller(shop), {
      ...{ path: "/v1/payout-accounts/stripe", body: FAKE_ACCESS.stripe },
    }),
    "POST /v1/payouts/:id/resolve": {
      path: `/v1/payouts/${payoutId}/resolve`,
      body: { outcome: "paid", note: "Seen at the bank." },
    },
    "POST /v1/payouts/:id/debit": {
      path: `/v1/payouts/${paidId}/debit`,
      body: { amount_minor: "1", currency: "JPY" },
    },
  };
}
