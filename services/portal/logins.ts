import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { AffiliateId, PersonId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliatePeople, affiliates, workspaces } from "../../db/schema/index.ts";
import { byProof } from "../people/by-proof.ts";

/** An affiliate that a person is the login of, with the workspace it is of. */
export type Login = {
  readonly affiliateId: AffiliateId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly status: "active" | "suspended";
  readonly since: Date;
  readonly workspaceName: string;
  readonly mode: "live" | "test";
};

/** The workspace of an affiliate that a person is the login of at this moment; null for another's, as for none. */
export function findLogin(
  db: Db,
  { personId, affiliateId }: { readonly personId: PersonId; readonly affiliateId: AffiliateId },
): Promise<WorkspaceId | null> {
  return byProof(db, { personId }, async (tx) => {
    const [row] = await tx
      .select({ workspaceId: affiliatePeople.workspaceId })
      .from(affiliatePeople)
      .where(and(isLoginOf(personId), eq(affiliatePeople.affiliateId, affiliateId)));
    return row?.workspaceId ?? null;
  });
}

/** Every affiliate that a person is the login of, in whatever workspace, oldest first. */
export function listLogins(db: Db, personId: PersonId): Promise<readonly Login[]> {
  return byProof(db, { personId }, async (tx) => {
    const ties = await tx.select().from(affiliatePeople).where(isLoginOf(personId));
    if (ties.length === 0) return [];
    const ids = ties.map(({ workspaceId }) => workspaceId);
    await tx.execute(sql`select set_config('app.workspace_ids', ${ids.join(",")}, true)`);
    return tx
      .select({
        affiliateId: affiliates.id,
        workspaceId: affiliates.workspaceId,
        name: affiliates.name,
        status: affiliates.status,
        since: affiliatePeople.createdAt,
        workspaceName: workspaces.name,
        mode: workspaces.mode,
      })
      .from(affiliatePeople)
      .innerJoin(
        affiliates,
        and(
          eq(affiliates.workspaceId, affiliatePeople.workspaceId),
          eq(affiliates.id, affiliatePeople.affiliateId),
        ),
      )
      .innerJoin(workspaces, eq(workspaces.id, affiliatePeople.workspaceId))
      .where(and(isLoginOf(personId), inArray(affiliatePeople.workspaceId, ids)))
      .orderBy(asc(affiliatePeople.createdAt), asc(affiliates.id));
  });
}

const isLoginOf = (personId: PersonId) =>
  and(eq(affiliatePeople.personId, personId), isNull(affiliatePeople.removedAt));
