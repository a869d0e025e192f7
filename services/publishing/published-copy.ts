import { and, eq } from "drizzle-orm";
import type { KeyId, LinkId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { apiKeys, links, programs } from "../../db/schema/index.ts";

/**
 * Reads the copy of a link or key that the edge gets, as it is now: `contracts/published.ts`, version 1.
 * Null if there is no such row.
 */
export async function publishedCopy(
  tx: Db,
  publication: {
    readonly workspaceId: WorkspaceId;
    readonly kind: "link" | "key";
    readonly subjectId: string;
  },
): Promise<object | null> {
  const { workspaceId, kind, subjectId } = publication;
  return kind === "link"
    ? publishedLink(tx, workspaceId, subjectId as LinkId)
    : publishedKey(tx, workspaceId, subjectId as KeyId);
}

async function publishedLink(tx: Db, workspaceId: WorkspaceId, id: LinkId): Promise<object | null> {
  const [row] = await tx
    .select({ link: links, cookieMode: programs.cookieMode })
    .from(links)
    .innerJoin(programs, and(eq(programs.workspaceId, links.workspaceId), eq(programs.id, links.programId)))
    .where(and(eq(links.workspaceId, workspaceId), eq(links.id, id)));
  if (!row) return null;
  const { link, cookieMode } = row;
  return {
    v: 1,
    link_id: link.id,
    workspace_id: workspaceId,
    program_id: link.programId,
    affiliate_id: link.affiliateId,
    destination_url: link.destinationUrl,
    status: link.status,
    expires_at_ms: link.expiresAt?.getTime() ?? null,
    cookie_mode: cookieMode,
  };
}

async function publishedKey(tx: Db, workspaceId: WorkspaceId, id: KeyId): Promise<object | null> {
  const [row] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, id)));
  if (!row) return null;
  return {
    v: 1,
    key_id: row.id,
    workspace_id: workspaceId,
    kind: row.kind,
    scopes: row.scopes,
    status: row.status,
    expires_at_ms: row.expiresAt?.getTime() ?? null,
  };
}
