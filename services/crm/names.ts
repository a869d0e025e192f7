import type { PgTable } from "drizzle-orm/pg-core";
import type { Db } from "../../db/client.ts";
import { affiliateGroups, tags } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { text, times } from "../resources/columns.ts";
import type { Resource } from "../resources/resource.ts";
import type { Context } from "../shared/context.ts";

const columns = {
  name: text("name", ["eq", "contains"], { isSorted: true, isSearched: true }),
  color: text("color", ["eq"]),
  description: text("description", [], { isSearched: true }),
  ...times,
};

/** Groups of affiliates. An affiliate names its own by their names, which never change. */
export const groupResource: Resource<typeof affiliateGroups.$inferSelect> = {
  ...{ object: "group", prefix: "grp", table: affiliateGroups, columns, unique: [["name"]] },
};

/** Tags of affiliates, as groups. */
export const tagResource: Resource<typeof tags.$inferSelect> = {
  ...{ object: "tag", prefix: "tag", table: tags, columns, unique: [["name"]] },
};

/** Makes groups and tags of the names that affiliates were given, where there are none yet: two statements at most. */
export async function registerNames(
  tx: Db,
  context: Context,
  affiliates: readonly { readonly group: string | null; readonly tags: readonly string[] }[],
): Promise<void> {
  const groups = affiliates.flatMap(({ group }) => (group === null ? [] : [group]));
  const tagged = affiliates.flatMap((affiliate) => affiliate.tags);
  await insertNames(tx, context, { table: affiliateGroups, prefix: "grp", names: groups });
  await insertNames(tx, context, { table: tags, prefix: "tag", names: tagged });
}

async function insertNames(
  tx: Db,
  { workspaceId, now }: Context,
  {
    table,
    prefix,
    names,
  }: { readonly table: PgTable; readonly prefix: "grp" | "tag"; readonly names: readonly string[] },
): Promise<void> {
  // In one order, so that two calls never wait for each other in a ring.
  const distinct = [...new Set(names)].sort();
  if (distinct.length === 0) return;
  const rows = distinct.map((name) => ({ workspaceId, id: newId(prefix, now.getTime()), name }));
  await tx
    .insert(table)
    .values(rows as never)
    .onConflictDoNothing();
}
