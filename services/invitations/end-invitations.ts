import { asc, eq, sql } from "drizzle-orm";
import type { InvitationId, OrganisationId } from "../../core/shared/id.ts";
import { type Db, inWorkspace } from "../../db/client.ts";
import { workspaces } from "../../db/schema/index.ts";
import { goneMakers } from "../members/gone-makers.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";

/**
 * Takes back what persons who are members no more, or keys of theirs, invited to and nobody accepted, in each workspace of the
 * organisation, which is locked. Comes last in a transaction: the audit logs stay locked from here on.
 */
export async function endInvitationsOfGone(
  tx: Db,
  context: Context,
  organisationId: OrganisationId,
): Promise<void> {
  await tx.execute(sql`select set_config('app.organisation_ids', ${organisationId}, true)`);
  const all = await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.organisationId, organisationId))
    .orderBy(asc(workspaces.id));
  for (const { id: workspaceId } of all) {
    await inWorkspace(tx, workspaceId, (within) => endIn(within, { ...context, workspaceId }));
  }
}

async function endIn(tx: Db, context: Context): Promise<void> {
  const { workspaceId, now } = context;
  const { rows } = (await tx.execute(sql`
    with ${goneMakers(
      context,
      sql`select id, created_by from invitations
           where workspace_id = ${workspaceId} and accepted_at is null and revoked_at is null`,
    )}
    update invitations set revoked_at = ${now.toISOString()}::timestamptz
     where workspace_id = ${workspaceId} and id in (select id from gone)
       and accepted_at is null and revoked_at is null
    returning id, expires_at > ${now.toISOString()}::timestamptz as is_open`)) as unknown as {
    rows: { id: InvitationId; is_open: boolean }[];
  };
  await audit(
    tx,
    context,
    rows.map(({ id, is_open: isOpen }) => ({
      ...{ action: "invitation.revoked", subjectId: id },
      change: { from: isOpen ? "open" : "expired", to: "revoked", why: "maker_removed" },
    })),
  );
}
