import { and, eq, isNotNull, lt } from "drizzle-orm";
import { CONTACT_SETTLES_MS } from "../../core/payout/method-view.ts";
import { affiliates } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

/** Forgets earlier addresses of affiliates that nothing is told to any more. Gives how many. */
export function forgetEarlierContacts(context: Context): Promise<number> {
  const settledBefore = new Date(context.now.getTime() - CONTACT_SETTLES_MS);
  return transact(context, async (tx) => {
    const forgotten = await tx
      .update(affiliates)
      .set({ previousEmail: null })
      .where(
        and(
          eq(affiliates.workspaceId, context.workspaceId),
          isNotNull(affiliates.previousEmail),
          lt(affiliates.emailChangedAt, settledBefore),
        ),
      )
      .returning({ id: affiliates.id });
    await audit(
      tx,
      context,
      forgotten.map(({ id }) => ({ action: "affiliate.earlier_contact_forgotten", subjectId: id })),
    );
    return forgotten.length;
  });
}
