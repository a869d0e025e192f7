import { and, eq, inArray } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { columnOf, type Resource, type ResourceRow, type RowChange, wireName } from "./resource.ts";

type Judged<Row> = RowChange<Row> & { problem: Problem | null };
type Values = Readonly<Record<string, unknown>>;

const valuesOf = (row: ResourceRow | null): Values => (row ?? {}) as unknown as Values;

/** Refuses changes that name a row which is not in the workspace: one statement for each field that does. */
export async function findMissingReferences<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  resource: Resource<Row>,
  changes: readonly Judged<Row>[],
): Promise<void> {
  for (const [field, table] of Object.entries(resource.references ?? {})) {
    const naming = changes.filter(({ before, after }) => {
      const id = valuesOf(after)[field];
      return typeof id === "string" && id !== valuesOf(before)[field];
    });
    if (naming.length === 0) continue;
    const ids = [...new Set(naming.map(({ after }) => String(valuesOf(after)[field])))];
    const isNamed = and(eq(table.workspaceId, context.workspaceId), inArray(table.id, ids));
    const rows = await tx
      .select({ id: table.id })
      .from(table as PgTable)
      .where(isNamed);
    const found = new Set(rows.map(({ id }) => id));
    for (const change of naming) {
      if (!found.has(valuesOf(change.after)[field])) {
        change.problem ??= { code: "not_found", param: wireName(resource, field) };
      }
    }
  }
}

/** Refuses changes that would give a row what another has: one statement for each rule of that kind. */
export async function findTaken<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  resource: Resource<Row>,
  changes: readonly Judged<Row>[],
): Promise<void> {
  for (const fields of resource.unique ?? []) {
    const keyOf = (row: Values) => JSON.stringify(fields.map((field) => row[field]));
    const claiming = changes.filter(
      ({ before, after }) => !before || keyOf(valuesOf(before)) !== keyOf(valuesOf(after)),
    );
    const param = wireName(resource, fields.at(-1) ?? "");
    const owners = await ownersOf(tx, context, resource, { fields, claiming, keyOf });
    for (const change of claiming) {
      const key = keyOf(valuesOf(change.after));
      const owner = owners.get(key);
      if (owner !== undefined && owner !== change.after.id) change.problem ??= { code: "taken", param };
      else owners.set(key, change.after.id);
    }
  }
}

async function ownersOf<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  { table }: Resource<Row>,
  {
    fields,
    claiming,
    keyOf,
  }: {
    readonly fields: readonly string[];
    readonly claiming: readonly Judged<Row>[];
    readonly keyOf: (row: Values) => string;
  },
): Promise<Map<string, string>> {
  if (claiming.length === 0) return new Map();
  const wanted = (field: string) =>
    inArray(columnOf(table, field), [...new Set(claiming.map(({ after }) => valuesOf(after)[field]))]);
  const columns = Object.fromEntries(["id", ...fields].map((field) => [field, columnOf(table, field)]));
  const rows = await tx
    .select(columns)
    .from(table as PgTable)
    .where(and(eq(table.workspaceId, context.workspaceId), ...fields.map(wanted)));
  return new Map(rows.map((row) => [keyOf(row), String(row.id)]));
}
