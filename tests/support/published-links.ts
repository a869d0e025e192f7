import { linkKey } from "../../core/link/published-keys.ts";
import { type Db, inWorkspace } from "../../db/client.ts";
import { publications } from "../../db/schema/index.ts";
import { createLink, type Link } from "../../services/links/links.ts";
import { publishDirty } from "../../services/publishing/publish-dirty.ts";
import type { Publisher } from "../../services/publishing/publisher.ts";
import type { Context } from "../../services/shared/context.ts";
import type { Sample } from "./sample.ts";

/** Creates a link of the sample's first affiliate, as the API does, not yet published. */
export async function newLink(context: Context, of: Sample, programId = of.programId): Promise<Link> {
  const made = await createLink(context, {
    programId,
    affiliateId: of.affiliates[0].affiliateId,
    host: "localhost",
    destinationUrl: "https://shop.example/1",
  });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

/** Where the edge finds a link. */
export const kvKeyOf = ({ host, slug }: Link): string => linkKey(host, slug);

/** Publishes all that is stale in a workspace, as the cron does. */
export function publishAll({ db, workspaceId }: Context, publisher: Publisher): Promise<number> {
  return publishDirty(db, [workspaceId], publisher, 1_000);
}

/** The keys of the edge's store whose copy is stale. */
export async function staleKeys({
  db,
  workspaceId,
}: Pick<Context, "db" | "workspaceId">): Promise<readonly string[]> {
  const rows = await inWorkspace(db, workspaceId, (tx: Db) => tx.select().from(publications));
  return rows.filter((row) => row.publishedVersion < row.version).map(({ kvKey }) => kvKey);
}
