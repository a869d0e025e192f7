import { count, eq, sql } from "drizzle-orm";
import type { Giver } from "../../core/access/membership.ts";
import type { OrganisationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { organisations, workspaces } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Forbidden } from "../shared/problems.ts";
import { addWorkspace } from "../workspaces/create-workspace.ts";
import { getWorkspace, type Workspace } from "../workspaces/settings.ts";
import { lockOrganisation } from "./load-member.ts";

/** Workspaces of an organisation. */
const WORKSPACES_MAX = 100;

/** Gives the organisation of the workspace another name. */
export function renameOrganisation(
  context: Context,
  giver: Giver,
  name: string,
): Promise<Result<{ readonly id: OrganisationId; readonly name: string }, Forbidden>> {
  return transact(context, async (tx) => {
    if (!giver.organisationPermissions.has("organisation:write")) return fail(BEYOND);
    const id = await lockOrganisation(tx, context);
    const isIt = eq(organisations.id, id);
    const [before] = await tx.select({ name: organisations.name }).from(organisations).where(isIt);
    if (before?.name === name) return ok({ id, name });
    await tx.update(organisations).set({ name }).where(isIt);
    const change = { name: { from: before?.name, to: name } };
    await audit(tx, context, [{ action: "organisation.updated", subjectId: id, change }]);
    return ok({ id, name });
  });
}

/**
 * Creates one more workspace of the organisation; who has a role on that has it there too. It has a hundred at most, however many
 * are asked for at once.
 */
export async function createSibling(
  context: Context,
  giver: Giver,
  input: { readonly name: string; readonly mode: "live" | "test" },
): Promise<Result<Workspace, Forbidden | Conflict>> {
  if (!giver.organisationPermissions.has("workspaces:write")) return fail(BEYOND);
  return transact(context, async (tx) => {
    const organisationId = await lockOrganisation(tx, context);
    if ((await countWorkspaces(tx, organisationId)) >= WORKSPACES_MAX) return fail(TOO_MANY);
    const within = { ...context, db: tx };
    const workspaceId = await addWorkspace(within, { organisationId, ...input });
    return ok(await getWorkspace({ ...within, workspaceId }));
  });
}

/** Counts those that the transaction does not see otherwise too. */
async function countWorkspaces(tx: Db, id: OrganisationId): Promise<number> {
  await tx.execute(sql`select set_config('app.organisation_ids', ${id}, true)`);
  const [row] = await tx
    .select({ number: count() })
    .from(workspaces)
    .where(eq(workspaces.organisationId, id));
  return row?.number ?? 0;
}

const TOO_MANY: Conflict = {
  ...{ code: "conflict", param: "name" },
  message: `is of one workspace more than the ${WORKSPACES_MAX} that an organisation may have`,
};
const BEYOND: Forbidden = {
  code: "forbidden",
  message: "It takes a role on the organisation: one on a workspace, or a key, is not enough.",
};
