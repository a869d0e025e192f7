import { and, eq, inArray } from "drizzle-orm";
import type { KeyId, LinkId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { apiKeys, links, programs, type publications } from "../../db/schema/index.ts";

type Publication = Pick<typeof publications.$inferSelect, "kvKey" | "workspaceId" | "kind" | "subjectId">;

/**
 * Reads the copies of links and keys that the edge gets, as they are now: `contracts/published.ts`,
 * version 1. By the key of the edge's store; a publication whose subject is gone has none.
 */
export async function publishedCopies(
  tx: Db,
  wanted: readonly Publication[],
): Promise<ReadonlyMap<string, object>> {
  const found = new Map([...(await linkCopies(tx, wanted)), ...(await keyCopies(tx, wanted))]);
  return new Map(
    wanted.flatMap((publication) => {
      const copy = found.get(nameOf(publication.workspaceId, publication.subjectId));
      return copy ? [[publication.kvKey, copy] as const] : [];
    }),
  );
}

/** Ids are unique within a workspace only, as far as the tables promise. */
const nameOf = (workspaceId: string, subjectId: string): string => `${workspaceId} ${subjectId}`;

async function linkCopies(tx: Db, wanted: readonly Publication[]): Promise<readonly [string, object][]> {
  const subjects = wanted.filter(({ kind }) => kind === "link");
  const rows = await tx
    .select({ link: links, cookieMode: programs.cookieMode })
    .from(links)
    .innerJoin(programs, and(eq(programs.workspaceId, links.workspaceId), eq(programs.id, links.programId)))
    .where(
      and(
        inArray(links.workspaceId, workspacesOf(subjects)),
        inArray(
          links.id,
          subjects.map(({ subjectId }) => subjectId as LinkId),
        ),
      ),
    );
  return rows.map(({ link, cookieMode }) => [
    nameOf(link.workspaceId, link.id),
    {
      v: 1,
      link_id: link.id,
      workspace_id: link.workspaceId,
      program_id: link.programId,
      affiliate_id: link.affiliateId,
      destination_url: link.destinationUrl,
      status: link.status,
      expires_at_ms: link.expiresAt?.getTime() ?? null,
      cookie_mode: cookieMode,
    },
  ]);
}

async function keyCopies(tx: Db, wanted: readonly Publication[]): Promise<readonly [string, object][]> {
  const subjects = wanted.filter(({ kind }) => kind === "key");
  const rows = await tx
    .select()
    .from(apiKeys)
    .where(
      and(
        inArray(apiKeys.workspaceId, workspacesOf(subjects)),
        inArray(
          apiKeys.id,
          subjects.map(({ subjectId }) => subjectId as KeyId),
        ),
      ),
    );
  return rows.map((row) => [
    nameOf(row.workspaceId, row.id),
    {
      v: 1,
      key_id: row.id,
      workspace_id: row.workspaceId,
      kind: row.kind,
      scopes: row.scopes,
      status: row.status,
      expires_at_ms: row.expiresAt?.getTime() ?? null,
    },
  ]);
}

function workspacesOf(subjects: readonly Publication[]) {
  return [...new Set(subjects.map(({ workspaceId }) => workspaceId))];
}
