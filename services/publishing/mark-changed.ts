import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { publications } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** A key of the edge's store and the row it shows. */
export type Publication = {
  readonly kvKey: string;
  readonly kind: "link" | "key";
  readonly subjectId: string;
};

/** The edge finds a link under this key. */
export const linkKvKey = (host: string, slug: string): string => `link:${host}:${slug}`;
/** The edge finds an API key under this key. */
export const apiKeyKvKey = (hash: string): string => `key:${hash}`;

/** Marks published copies as stale, inside the transaction that changes what they show. */
export async function markChanged(tx: Db, context: Context, changed: readonly Publication[]): Promise<void> {
  if (changed.length === 0) return;
  await tx
    .insert(publications)
    .values(changed.map((each) => ({ ...each, workspaceId: context.workspaceId, changedAt: context.now })))
    .onConflictDoUpdate({
      target: publications.kvKey,
      set: { version: sql`${publications.version} + 1`, changedAt: context.now },
    });
}
