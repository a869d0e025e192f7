import { and, asc, eq, isNull } from "drizzle-orm";
import {
  changeTaxForm,
  type TaxForm,
  type TaxFormChange,
  type TaxFormKind,
} from "../../core/documents/tax-form.ts";
import { dayText } from "../../core/shared/calendar.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { taxForms } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { hasAffiliate, lockAffiliate } from "../affiliates/find-affiliate.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";

export type TaxFormRow = typeof taxForms.$inferSelect;

/** Tells where an affiliate stands with a form. What changes nothing writes nothing; what was there before is kept. */
export function putTaxForm(
  context: Context,
  { affiliateId, kind }: { readonly affiliateId: AffiliateId; readonly kind: TaxFormKind },
  change: TaxFormChange,
): Promise<Result<TaxFormRow, NotFound | Invalid>> {
  return transact(context, async (tx) => {
    if (!(await lockAffiliate(tx, context, affiliateId))) return fail({ code: "not_found", param: null });
    const [before = null] = await loadCurrent(tx, context, { affiliateId, kind });
    const changed = changeTaxForm(kind, before, change, dayText(context.now.getTime()));
    if (!changed.ok) return fail({ code: "invalid", ...changed.error });
    if (before !== null && changesNothing(before, changed.value)) return ok(before);
    return ok(await supersede(tx, context, { affiliateId, kind, before }, changed.value));
  });
}

/** Where an affiliate stands with each kind of form that was told of it; null where there is no such affiliate. */
export function listTaxForms(
  context: Context,
  affiliateId: AffiliateId,
): Promise<readonly TaxFormRow[] | null> {
  return transact(context, async (tx) => {
    return (await hasAffiliate(tx, context, affiliateId)) ? loadCurrent(tx, context, { affiliateId }) : null;
  });
}

/** Notes a form that stopped holding. The row that it takes the place of must be current and locked. */
export async function supersede(
  tx: Db,
  context: Context,
  of: {
    readonly affiliateId: AffiliateId;
    readonly kind: TaxFormKind;
    readonly before: Pick<TaxFormRow, "id" | "status"> | null;
  },
  form: TaxForm,
): Promise<TaxFormRow> {
  const { workspaceId, now } = context;
  if (of.before !== null) {
    await tx
      .update(taxForms)
      .set({ supersededAt: now })
      .where(
        and(
          eq(taxForms.workspaceId, workspaceId),
          eq(taxForms.id, of.before.id),
          isNull(taxForms.supersededAt),
        ),
      );
  }
  const { affiliateId, kind } = of;
  const id = newId("tax", now.getTime());
  const [row] = await tx
    .insert(taxForms)
    .values({ ...form, workspaceId, id, affiliateId, kind, createdBy: context.actor })
    .returning();
  if (!row) throw new Error("a tax form was not written");
  const change = { kind, from: of.before?.status ?? null, to: form.status, form: id };
  await audit(tx, context, [{ action: "tax_form.changed", subjectId: affiliateId, change }]);
  return row;
}

function loadCurrent(
  tx: Db,
  { workspaceId }: Context,
  { affiliateId, kind }: { readonly affiliateId: AffiliateId; readonly kind?: TaxFormKind },
): Promise<TaxFormRow[]> {
  return tx
    .select()
    .from(taxForms)
    .where(
      and(
        ...[eq(taxForms.workspaceId, workspaceId), eq(taxForms.affiliateId, affiliateId)],
        ...[isNull(taxForms.supersededAt), kind ? eq(taxForms.kind, kind) : undefined],
      ),
    )
    .orderBy(asc(taxForms.kind));
}
