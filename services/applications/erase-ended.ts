import { and, eq, inArray, isNull, lt, notInArray } from "drizzle-orm";
import { applications } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

/** How long an application that came to nothing tells of its applicant. */
const KEPT_MS = 180 * 86_400_000;
/** Applications that one transaction erases; the next takes the rest. */
const ERASED_AT_ONCE = 500;

/** What stays is that the person applied, consented and was refused or withdrew: by that a refusal for good holds. */
const EMPTIED = { name: "", email: "", country: "", answers: {}, explanation: "", reason: "" };

/**
 * Erases what applications tell of their applicants that were rejected or withdrawn 180 days ago. One that was approved is
 * of an affiliate, and stays. Gives how many.
 */
export async function eraseEndedApplications(context: Context): Promise<number> {
  for (let total = 0; ; ) {
    const erased = await eraseSome(context);
    total += erased;
    if (erased < ERASED_AT_ONCE) return total;
  }
}

function eraseSome(context: Context): Promise<number> {
  const { workspaceId, now } = context;
  return transact(context, async (tx) => {
    const due = tx
      .select({ id: applications.id })
      .from(applications)
      .where(
        and(
          ...[eq(applications.workspaceId, workspaceId), isNull(applications.erasedAt)],
          notInArray(applications.status, ["pending", "approved"]),
          lt(applications.decidedAt, new Date(now.getTime() - KEPT_MS)),
        ),
      )
      .orderBy(applications.id)
      .limit(ERASED_AT_ONCE)
      .for("update");
    const erased = await tx
      .update(applications)
      .set({ ...EMPTIED, erasedAt: now })
      .where(and(eq(applications.workspaceId, workspaceId), inArray(applications.id, due)))
      .returning({ id: applications.id });
    await audit(
      tx,
      context,
      erased.map(({ id }) => ({ action: "application.erased", subjectId: id })),
    );
    return erased.length;
  });
}
