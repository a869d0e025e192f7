import { eq } from "drizzle-orm";
import type { Giver } from "../../core/access/membership.ts";
import type { OrganisationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { organisations, workspaces } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Forbidden } from "../shared/problems.ts";
import { addWorkspace } from "../workspaces/create-workspace.ts";
import { getWorkspace, type Workspace } from "../workspaces/settings.ts";
import { lockOrganisation } from "./load-member.ts";

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

/** Creates one more workspace of the organisation; who has a role on that has it there too. */
export async function createSibling(
  context: Context,
  giver: Giver,
  input: { readonly name: string; readonly mode: "live" | "test" },
): Promise<Result<Workspace, Forbidden>> {
  if (!giver.organisationPermissions.has("workspaces:write")) return fail(BEYOND);
  return transact(context, async (tx) => {
    const [own] = await tx
      .select({ organisationId: workspaces.organisationId })
      .from(workspaces)
      .where(eq(workspaces.id, context.workspaceId));
    if (!own) throw new Error("the workspace of a caller is gone");
    const within = { ...context, db: tx };
    const workspaceId = await addWorkspace(within, { ...own, ...input });
    return ok(await getWorkspace({ ...within, workspaceId }));
  });
}

const BEYOND: Forbidden = {
  code: "forbidden",
  message: "It takes a role on the organisation: one on a workspace, or a key, is not enough.",
};
