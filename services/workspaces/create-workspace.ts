import { sql } from "drizzle-orm";
import { DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import type { OrganisationId, PersonId, WorkspaceId } from "../../core/shared/id.ts";
import { ok, type Result } from "../../core/shared/result.ts";
import { type Db, inWorkspace } from "../../db/client.ts";
import { organisations, policyVersions, workspaces } from "../../db/schema/index.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { newId } from "../../platform/random.ts";
import { insertMembership } from "../members/members.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import { judgeOneMore, type OneTooMany } from "./own-organisations.ts";

/** Whether a workspace holds real data or test data. */
type Mode = "live" | "test";

type Named = { readonly organisationName: string; readonly name: string; readonly mode: Mode };
type Made = { readonly organisationId: OrganisationId; readonly workspaceId: WorkspaceId };
type Call = Omit<Context, "workspaceId">;

/**
 * Creates an organisation with its first workspace, whose attribution policy is version 1 from its
 * beginning. Creates anew each time it is called. Nobody owns it, and keys alone open it.
 */
export function createWorkspace(call: Call, input: Named): Promise<Made> {
  const made = newIds(call);
  return inWorkspace(call.db, made.workspaceId, (tx) => insertOrganisation(tx, call, { ...made, ...input }));
}

/** As `createWorkspace`, for a person who owns it from its beginning, and makes no more than one person may. */
export function createOwnOrganisation(
  call: Call,
  { ownerId, ...input }: Named & { readonly ownerId: PersonId },
): Promise<Result<Made, OneTooMany>> {
  const made = newIds(call);
  const { organisationId, workspaceId } = made;
  return inWorkspace(call.db, workspaceId, async (tx) => {
    const judged = await judgeOneMore(tx, { personId: ownerId, now: call.now });
    if (!judged.ok) return judged;
    await insertOrganisation(tx, call, { ...made, ...input });
    const owner = { organisationId, personId: ownerId, isWide: true, role: "owner" } as const;
    const member = await insertMembership(tx, { ...call, workspaceId }, owner);
    if (!member.ok) throw new Error("a new organisation had a member");
    return ok(made);
  });
}

const newIds = ({ now }: Call): Made => ({
  organisationId: newId("org", now.getTime()),
  workspaceId: newId("ws", now.getTime()),
});

async function insertOrganisation(
  tx: Db,
  call: Call,
  { organisationId, workspaceId, ...named }: Made & Named,
): Promise<Made> {
  await tx.execute(sql`select set_config('app.organisation_id', ${organisationId}, true)`);
  await tx.insert(organisations).values({ id: organisationId, name: named.organisationName });
  await insertWorkspace(tx, { ...call, workspaceId }, { organisationId, ...named });
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
