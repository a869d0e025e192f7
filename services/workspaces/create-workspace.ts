import { sql } from "drizzle-orm";
import { DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import type { OrganisationId, WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspace } from "../../db/client.ts";
import { organisations, policyVersions, workspaces } from "../../db/schema/index.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { newId } from "../../platform/random.ts";
import { audit } from "../shared/audit.ts";
import type { Actor, Context } from "../shared/context.ts";

/**
 * Creates an organisation with its first workspace, whose attribution policy is version 1 from its
 * beginning. Creates anew each time it is called.
 */
export async function createWorkspace(
  call: { readonly db: Db; readonly actor: Actor; readonly requestId: string; readonly now: Date },
  input: { readonly organisationName: string; readonly name: string; readonly mode: "live" | "test" },
): Promise<{ readonly organisationId: OrganisationId; readonly workspaceId: WorkspaceId }> {
  const organisationId = newId("org", call.now.getTime());
  const workspaceId = newId("ws", call.now.getTime());
  const context: Context = { ...call, workspaceId };
  await inWorkspace(call.db, workspaceId, async (tx) => {
    await tx.execute(sql`select set_config('app.organisation_id', ${organisationId}, true)`);
    await tx.insert(organisations).values({ id: organisationId, name: input.organisationName });
    await tx
      .insert(workspaces)
      .values({ id: workspaceId, organisationId, name: input.name, mode: input.mode });
    const body = policyBody(DEFAULT_POLICY);
    await tx.insert(policyVersions).values({
      workspaceId,
      version: 1,
      body,
      hash: fingerprintOf(body),
      effectiveFrom: call.now,
    });
    await audit(tx, context, [
      {
        action: "workspace.created",
        subjectId: workspaceId,
        change: { organisation_id: organisationId, ...input },
      },
    ]);
  });
  return { organisationId, workspaceId };
}
