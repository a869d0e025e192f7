import { and, inArray } from "drizzle-orm";
import type { DomainId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { linkDomains } from "../../db/schema/index.ts";
import { type Copies, nameOf, type Subjects } from "./subjects.ts";

/** Reads the copies of link hosts. One that is not proved serves nothing, whatever it was before. */
export async function hostCopies(tx: Db, { workspaceIds, ids }: Subjects): Promise<Copies> {
  const rows = await tx
    .select()
    .from(linkDomains)
    .where(
      and(
        inArray(linkDomains.workspaceId, [...workspaceIds]),
        inArray(linkDomains.id, [...ids] as DomainId[]),
      ),
    );
  return rows.map((row) => [
    nameOf(row.workspaceId, row.id),
    {
      v: 1,
      workspace_id: row.workspaceId,
      host: row.host,
      status: row.status === "verified" ? "verified" : "failed",
      root_url: row.rootUrl,
      apple_association: row.appleAssociation,
      android_asset_links: row.androidAssetLinks,
    },
  ]);
}
