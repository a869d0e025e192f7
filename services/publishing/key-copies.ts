import { and, eq, inArray } from "drizzle-orm";
import type { KeyId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { apiKeys, workspaces } from "../../db/schema/index.ts";
import { type Copies, nameOf, type Subjects } from "./subjects.ts";

/** Reads the copies of keys, with the parameter names of their workspace. */
export async function keyCopies(tx: Db, { workspaceIds, ids }: Subjects): Promise<Copies> {
  const rows = await tx
    .select({ key: apiKeys, parameterMap: workspaces.parameterMap })
    .from(apiKeys)
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .where(and(inArray(apiKeys.workspaceId, [...workspaceIds]), inArray(apiKeys.id, [...ids] as KeyId[])));
  return rows.map(({ key, parameterMap }) => [
    nameOf(key.workspaceId, key.id),
    {
      v: 1,
      key_id: key.id,
      workspace_id: key.workspaceId,
      kind: key.kind,
      scopes: key.scopes,
      ...(key.allowedHosts.length > 0 ? { allowed_hosts: key.allowedHosts } : {}),
      ...(key.allowedAddresses.length > 0 ? { allowed_addresses: key.allowedAddresses } : {}),
      ...(Object.keys(parameterMap).length > 0 ? { parameter_map: parameterMap } : {}),
      status: key.status,
      expires_at_ms: key.expiresAt?.getTime() ?? null,
    },
  ]);
}
