import { and, eq } from "drizzle-orm";
import type { ApplicationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { applications, programs } from "../../db/schema/index.ts";
import { byProof } from "../people/by-proof.ts";
import { actorOf, type PeopleContext } from "../people/context.ts";
import type { Session } from "../people/find-session.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound } from "../shared/problems.ts";
import { decided, lockApplication, writeDecision } from "./decide.ts";
import type { OwnApplication } from "./read-applications.ts";

/** Withdraws an application that waits, as who applied: nobody decides about it any more. Twice is harmless. */
export async function withdrawApplication(
  { db, requestId, now, networkHash }: PeopleContext,
  { personId }: Pick<Session, "personId">,
  id: ApplicationId,
): Promise<Result<OwnApplication, NotFound | Conflict>> {
  const [own] = await byProof(db, { personId }, (tx) =>
    tx
      .select({ workspaceId: applications.workspaceId })
      .from(applications)
      .where(and(eq(applications.id, id), eq(applications.personId, personId))),
  );
  if (!own) return fail({ code: "not_found", param: null });
  const { workspaceId } = own;
  const context: Context = { db, requestId, now, networkHash, workspaceId, actor: actorOf(personId) };
  return transact<Result<OwnApplication, NotFound | Conflict>>(context, async (tx) => {
    const row = await lockApplication(tx, context, id);
    if (!row) return fail({ code: "not_found", param: null });
    if (row.status !== "pending" && row.status !== "withdrawn") return fail(decided(row.status));
    const { programId, formVersion } = row;
    const [program] = await tx
      .select({ name: programs.name })
      .from(programs)
      .where(and(eq(programs.workspaceId, workspaceId), eq(programs.id, programId)));
    if (!program) throw new Error(`${programId} is gone`);
    if (row.status === "withdrawn") return ok({ ...row, programName: program.name });
    const after = await writeDecision(tx, context, row, { status: "withdrawn" });
    const change = { from: "pending", to: "withdrawn", programId, formVersion };
    await audit(tx, context, [{ action: "application.withdrawn", subjectId: id, change }]);
    return ok({ ...after, programName: program.name });
  });
}
