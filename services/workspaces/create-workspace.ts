import { sql } from "drizzle-orm";
import { DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import type { OrganisationId, PersonId, WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspace } from "../../db/client.ts";
import { organisations, policyVersions, workspaces } from "../../db/schema/index.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { newId } from "../../platform/random.ts";
import { insertMembership } from "../members/members.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";

/** Whether a workspace holds real data or test data. */
type Mode = "live" | "test";

/**
 * Creates an organisation with its first workspace, whose attribution policy is version 1 from its
 * beginning. Creates anew each time it is called.
 */
export async function createWorkspace(
  call: Omit<Context, "workspaceId">,
  input: {
    readonly organisationName: string;
    readonly name: string;
    readonly mode: Mode;
    /** Who owns it from its beginning; without one nobody does, and keys alone open it. */
    readonly ownerId?: PersonId;
  },
): Promise<{ readonly organisationId: OrganisationId; readonly workspaceId: WorkspaceId }> {
  const { organisationName, name, mode, ownerId } = input;
  const organisationId = newId("org", call.now.getTime());
  const workspaceId = newId("ws", call.now.getTime());
  const context: Context = { ...call, workspaceId };
  await inWorkspace(call.db, workspaceId, async (tx) => {
    await tx.execute(sql`select set_config('app.organisation_id', ${organisationId}, true)`);
    await tx.insert(organisations).values({ id: organisationId, name: organisationName });
    await insertWorkspace(tx, context, { organisationId, organisationName, name, mode });
    if (ownerId === undefined) return;
    const owner = { organisationId, personId: ownerId, isWide: true, role: "owner" } as const;
    const made = await insertMembership(tx, context, owner);
    if (!made.ok) throw new Error("a new organisation had a member");
  });
  return { organisationId, workspaceId };
}

/** Creates one more workspace of an organisation, on which the caller was found to be allowed that. */
export async function addWorkspace(
  call: Context,
  input: { readonly organisationId: OrganisationId; readonly name: string; readonly mode: Mode },
): Promise<WorkspaceId> {
  const workspaceId = newId("ws", call.now.getTime());
  const context = { ...call, workspaceId };
  await inWorkspace(call.db, workspaceId, (tx) => insertWorkspace(tx, context, input));
  return workspaceId;
}

async function insertWorkspace(
  tx: Db,
  context: Context,
  {
    organisationId,
    name,
    mode,
    organisationName,
  }: {
    readonly organisationId: OrganisationId;
    readonly organisationName?: string;
    readonly name: string;
    readonly mode: Mode;
  },
): Promise<void> {
  const { workspaceId, now } = context;
  await tx.insert(workspaces).values({ id: workspaceId, organisationId, name, mode });
  const body = policyBody(DEFAULT_POLICY);
  await tx.insert(policyVersions).values({
    ...{ workspaceId, version: 1, body, hash: fingerprintOf(body), effectiveFrom: now },
  });
  await audit(tx, context, [
    {
      action: "workspace.created",
      subjectId: workspaceId,
      change: { organisation_id: organisationId, organisationName, name, mode },
    },
  ]);
}
