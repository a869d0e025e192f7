import type { Currency } from "../../core/money/currency.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import type { Sample } from "./sample.ts";

/** Writes a row of all that documents are made of and are made from, for a payout that was paid. */
export async function insertDocumentRows(
  db: Db,
  { workspaceId, affiliates: [{ affiliateId }] }: Sample,
  payoutId: PayoutId,
): Promise<void> {
  const nowMs = Date.now();
  const of = { workspaceId, affiliateId, createdBy: "system:test" };
  const address = { name: "Ada", addressLine1: "Street 1", city: "Berlin", country: "DE" };
  await db.insert(schema.legalDetails).values({ ...of, ...address, id: newId("lgl", nowMs), version: 1 });
  await db
    .insert(schema.selfBillingAgreements)
    .values({ ...of, id: newId("sba", nowMs), terms: "2026-01", agreedAt: new Date(0) });
  await db
    .insert(schema.taxForms)
    .values({ ...of, id: newId("tax", nowMs), kind: "w9", status: "requested" });
  await db.transaction(async (tx) => {
    await tx
      .insert(schema.documentSeries)
      .values({ workspaceId, kind: "statement", prefix: "ST-", lastSequence: 1n });
    await tx.insert(schema.documents).values({
      ...{ workspaceId, affiliateId, payoutId, id: newId("doc", nowMs), kind: "statement", sequence: 1n },
      ...{ number: "ST-000001", currency: "EUR" as Currency, totalMinor: 1_000n, issuedOn: "2026-01-01" },
      ...{ body: "{}", hash: "0".repeat(64) },
    });
  });
}
