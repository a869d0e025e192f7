import { sql } from "drizzle-orm";
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
  return {
    "PUT /v1/payout-accounts/:provider": Object.assign(await enrolledCaller(shop), {
      ...{ path: "/v1/payout-accounts/stripe", body: FAKE_ACCESS.stripe },
    }),
    "POST /v1/payouts/:id/resolve": {
      path: `/v1/payouts/${payoutId}/resolve`,
      body: { outcome: "paid", note: "Seen at the bank." },
    },
  };
}
