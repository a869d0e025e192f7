import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { readVatId } from "../../core/documents/vat-id.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { documentTasks, legalDetails, workspaces } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { lockAffiliate } from "../affiliates/find-affiliate.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";

export type LegalDetails = typeof legalDetails.$inferSelect;

/** Name and address of a party, as its documents are to show them. */
export type LegalDetailsInput = Pick<
  LegalDetails,
  | "name"
  | "addressLine1"
  | "addressLine2"
  | "postalCode"
  | "city"
  | "region"
  | "country"
  | "companyNumber"
  | "vatId"
  | "vatRateBps"
>;

/**
 * Sets the details of the merchant, or of an affiliate, for documents that are made from then on; those that wait for
 * them are looked at again. What changes nothing writes nothing.
 *
 * @param affiliateId null for the merchant
 */
export function setLegalDetails(
  context: Context,
  affiliateId: AffiliateId | null,
  input: LegalDetailsInput,
): Promise<Result<LegalDetails, NotFound | Invalid>> {
  const given = readInput(affiliateId, input);
  if (!given.ok) return Promise.resolve(given);
  return transact(context, async (tx) => {
    if (!(await lockParty(tx, context, affiliateId))) return fail({ code: "not_found", param: null });
    const before = await loadLegalDetails(tx, context, affiliateId);
    if (before !== null && changesNothing(before, given.value)) return ok(before);
    const { workspaceId, now } = context;
    const [row] = await tx
      .insert(legalDetails)
      .values({
        ...{ ...given.value, workspaceId, affiliateId, id: newId("lgl", now.getTime()) },
        ...{ version: (before?.version ?? 0) + 1, createdBy: context.actor },
      })
      .returning();
    if (!row) throw new Error("legal details were not written");
    await lookAgain(tx, context);
    // What they say is personal data: told is which of it is another, and the version tells where it stands.
    const fields = Object.keys(changesOf(before ?? {}, given.value)).sort();
    const version = { from: before?.version ?? null, to: row.version };
    const change = { party: affiliateId === null ? "merchant" : "affiliate", version, fields };
    await audit(tx, context, [
      { action: "legal_details.set", subjectId: affiliateId ?? `legal_details:${workspaceId}`, change },
    ]);
    return ok(row);
  });
}

/** The details of the merchant (null), or of an affiliate; null where none were set or there is no such affiliate. */
export function findLegalDetails(
  context: Context,
  affiliateId: AffiliateId | null,
): Promise<LegalDetails | null> {
  return transact(context, (tx) => loadLegalDetails(tx, context, affiliateId));
}

function readInput(
  affiliateId: AffiliateId | null,
  input: LegalDetailsInput,
): Result<LegalDetailsInput, Invalid> {
  if (affiliateId !== null && input.vatId !== null) {
    return fail({
      code: "invalid",
      param: "vat_id",
      message: "is told by the affiliate's tax form of kind vat",
    });
  }
  if (affiliateId === null && input.vatRateBps !== null) {
    return fail({ code: "invalid", param: "vat_rate_bps", message: "is of affiliates alone" });
  }
  if (input.vatId === null) return ok(input);
  const read = readVatId(input.vatId);
  if (!read) {
    return fail({
      code: "invalid",
      param: "vat_id",
      message: "must be a VAT id with the prefix of its country",
    });
  }
  return ok({ ...input, vatId: read.text });
}

/** Locks the row that the party stands by, so that versions come one after the other. */
async function lockParty(tx: Db, context: Context, affiliateId: AffiliateId | null): Promise<boolean> {
  if (affiliateId !== null) return lockAffiliate(tx, context, affiliateId);
  const isOwn = eq(workspaces.id, context.workspaceId);
  return (await tx.select({ id: workspaces.id }).from(workspaces).where(isOwn).for("update")).length > 0;
}

async function loadLegalDetails(
  tx: Db,
  { workspaceId }: Context,
  affiliateId: AffiliateId | null,
): Promise<LegalDetails | null> {
  const isParty =
    affiliateId === null ? isNull(legalDetails.affiliateId) : eq(legalDetails.affiliateId, affiliateId);
  const [row] = await tx
    .select()
    .from(legalDetails)
    .where(and(eq(legalDetails.workspaceId, workspaceId), isParty))
    .orderBy(desc(legalDetails.version))
    .limit(1);
  return row ?? null;
}

/** Has what waits looked at again by the next run. */
async function lookAgain(tx: Db, { workspaceId, now }: Context): Promise<void> {
  await tx
    .update(documentTasks)
    .set({ lookAt: now })
    .where(
      and(
        ...[eq(documentTasks.workspaceId, workspaceId), isNull(documentTasks.doneAt)],
        sql`${documentTasks.waitsFor} is not null`,
      ),
    );
}
