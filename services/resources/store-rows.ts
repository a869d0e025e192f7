import { getTableColumns, sql } from "drizzle-orm";
import type { PgColumn, PgInsertValue, PgTable } from "drizzle-orm/pg-core";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import type { Fields, Resource, ResourceRow, RowChange } from "./resource.ts";

/**
 * Writes new and changed rows, and gives them as they stand then. New ones are one statement, changed ones another. A new
 * one that an index refuses is not among what is given: another has what must be its own, also in another workspace.
 */
export async function storeRows<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  resource: Resource<Row>,
  changes: readonly RowChange<Row>[],
): Promise<ReadonlyMap<string, Row>> {
  const ordered = inOrder(resource, changes);
  const { now } = context;
  // By one clock: a row is never changed before it is made.
  const made = ordered.flatMap(({ before, after }) =>
    before ? [] : [{ ...after, createdAt: now, updatedAt: now }],
  );
  const changed = ordered.filter(({ before }) => before !== null);
  const rows = [
    ...(made.length > 0 ? await insertInto(tx, resource, made) : []),
    ...(changed.length > 0 ? await update(tx, resource, changed) : []),
  ];
  // With what they are shown with, which is not the table's.
  const asked = new Map(changes.map(({ after }) => [after.id, after]));
  return new Map(rows.map((row) => [row.id, { ...asked.get(row.id), ...row }]));
}

/** In the order of what must be their own, so that calls at once that want the same never wait for each other in a ring. */
function inOrder<Row extends ResourceRow>(
  { unique = [] }: Resource<Row>,
  changes: readonly RowChange<Row>[],
): readonly RowChange<Row>[] {
  const names = unique.flat();
  if (names.length === 0) return changes;
  const keyed = changes.map((change) => {
    const values = change.after as unknown as Fields;
    return { change, key: JSON.stringify(names.map((name) => String(values[name]).toLowerCase())) };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ change }) => change);
}

async function insertInto<Row extends ResourceRow>(
  tx: Db,
  { table }: Resource<Row>,
  made: readonly Row[],
): Promise<readonly Row[]> {
  const rows = await tx
    .insert(table as PgTable)
    .values(made as unknown as PgInsertValue<PgTable>[])
    .onConflictDoNothing()
    .returning();
  return rows as unknown as readonly Row[];
}

/** All rows are there, and locked: the insertion of each ends in its update. */
async function update<Row extends ResourceRow>(
  tx: Db,
  { table, key = ["workspaceId", "id"] }: Resource<Row>,
  changed: readonly RowChange<Row>[],
): Promise<readonly Row[]> {
  const columns = getTableColumns(table as PgTable);
  const set = Object.fromEntries(
    [...new Set(changed.flatMap(changedFields))].map((field) => [
      field,
      sql`excluded.${sql.identifier(columns[field]?.name ?? field)}`,
    ]),
  );
  const rows = await tx
    .insert(table as PgTable)
    .values(changed.map(({ after }) => after) as unknown as PgInsertValue<PgTable>[])
    .onConflictDoUpdate({ target: key.map((field) => columns[field] as PgColumn), set })
    .returning();
  return rows as unknown as readonly Row[];
}

function changedFields<Row extends ResourceRow>({ before, after }: RowChange<Row>): readonly string[] {
  const of = before as unknown as Fields;
  return Object.entries(after).flatMap(([field, value]) =>
    canonicalJson(of[field]) === canonicalJson(value) ? [] : [field],
  );
}
