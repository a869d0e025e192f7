import { and, eq, inArray, isNull, lt, notInArray, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
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
  const endedBefore = new Date(context.now.getTime() - KEPT_MS);
  return eraseAll(() =>
    transact(context, (tx) => eraseSome(tx, context, lt(applications.decidedAt, endedBefore))),
  );
}

/** As `eraseEndedApplications`, of one person and whenever they ended, within the transaction of the wish for it. */
export async function eraseApplicationsOf(tx: Db, context: Context, personId: string): Promise<number> {
  return eraseAll(() => eraseSome(tx, context, sql`${applications.personId} = ${personId}`));
}

/** Whether a person ever applied in the workspace: an application stays when what it tells is erased. */
export async function hasApplied(tx: Db, { workspaceId }: Context, personId: string): Promise<boolean> {
  const [application] = await tx
    .select({ id: applications.id })
    .from(applications)
    .where(and(eq(applications.workspaceId, workspaceId), sql`${applications.personId} = ${personId}`))
    .limit(1);
  return application !== undefined;
}

async function eraseAll(eraseNext: () => Promise<number>): Promise<number> {
  for (let total = 0; ; ) {
    const erased = await eraseNext();
    total += erased;
    if (erased < ERASED_AT_ONCE) return total;
  }
}

async function eraseSome(tx: Db, context: Context, which: SQL): Promise<number> {
  const { workspaceId, now } = context;
  const due = tx
    .select({ id: applications.id })
    .from(applications)
    .where(
      and(
        ...[eq(applications.workspaceId, workspaceId), isNull(applications.erasedAt)],
        ...[notInArray(applications.status, ["pending", "approved"]), which],
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
}
