import { and, asc, eq, isNull, lt } from "drizzle-orm";
import { dayText } from "../../core/shared/calendar.ts";
import { taxForms } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { supersede } from "./tax-forms.ts";

/** Forms of one workspace in one run. */
const FORMS_PER_RUN_MAX = 500;

/**
 * Notes of verified forms that their last day has passed, each once. Payouts do not wait for this: a form stops being
 * there with its last day.
 */
export function expireTaxForms(context: Context): Promise<number> {
  return transact(context, async (tx) => {
    const ended = await tx
      .select()
      .from(taxForms)
      .where(
        and(
          ...[eq(taxForms.workspaceId, context.workspaceId), eq(taxForms.status, "verified")],
          ...[isNull(taxForms.supersededAt), lt(taxForms.expiresOn, dayText(context.now.getTime()))],
        ),
      )
      .orderBy(asc(taxForms.id))
      .limit(FORMS_PER_RUN_MAX)
      .for("update");
    for (const before of ended)
      await supersede(tx, context, { ...before, before }, { ...formOf(before), status: "expired" });
    return ended.length;
  });
}

const formOf = ({
  status,
  country,
  vatId,
  hint,
  signedOn,
  expiresOn,
  reason,
}: typeof taxForms.$inferSelect) => ({
  ...{ status, country, vatId, hint, signedOn, expiresOn, reason },
});
