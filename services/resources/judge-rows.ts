import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import { namesNothing, type Problem } from "../shared/problems.ts";
import { columnOf, type Resource, type ResourceRow, type RowChange, wireName } from "./resource.ts";

type Judged<Row> = RowChange<Row> & { problem: Problem | null };
type Values = Readonly<Record<string, unknown>>;

const valuesOf = (row: ResourceRow | null): Values => (row ?? {}) as unknown as Values;

/** Refuses changes that name rows which are not in the workspace, and tells all of them: one statement for each field that does. */
export async function findMissingReferences<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  resource: Resource<Row>,
  changes: readonly Judged<Row>[],
): Promise<void> {
  const missing = new Map<Judged<Row>, string[]>();
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
      if (found.has(valuesOf(change.after)[field])) continue;
      missing.set(change, [...(missing.get(change) ?? []), wireName(resource, field)]);
    }
  }
  for (const [change, params] of missing) change.problem ??= namesNothing(params);
}

/** Refuses changes that would give a row what another has: one statement for each rule of that kind. */
export async function findTaken<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  resource: Resource<Row>,
  changes: readonly Judged<Row>[],
): Promise<void> {
  for (const names of resource.unique ?? []) {
    const fields = names.map((name) => comparedField(resource, name));
    const keyOf = (row: Values) => JSON.stringify(fields.map(({ read }) => read(row)));
    const claiming = changes.filter(
      ({ before, after }) => !before || keyOf(valuesOf(before)) !== keyOf(valuesOf(after)),
    );
    const owners = await ownersOf(tx, context, resource, { fields, claiming, keyOf });
    for (const change of claiming) {
      const key = keyOf(valuesOf(change.after));
      const owner = owners.get(key);
      if (owner !== undefined && owner !== change.after.id) change.problem ??= takenBy(resource, names);
      else owners.set(key, change.after.id);
    }
  }
}

/** A refusal of what another has: it names the last field of the rule. */
export function takenBy(resource: Resource<never>, names: readonly string[]): Problem {
  return { code: "taken", param: wireName(resource, names.at(-1) ?? "id") };
}

/** A field as it is compared: where case does not count, in lower case. */
type ComparedField = {
  readonly name: string;
  readonly by: SQL;
  readonly read: (row: Values) => unknown;
};

function comparedField({ table, columns }: Resource<never>, name: string): ComparedField {
  const column = columnOf(table, name);
  const isCaseless = Object.values(columns).some((each) => each.field === name && each.isCaseless);
  return isCaseless
    ? { name, by: sql`lower(${column})`, read: (row) => String(row[name]).toLowerCase() }
    : { name, by: sql`${column}`, read: (row) => row[name] };
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
    readonly fields: readonly ComparedField[];
    readonly claiming: readonly Judged<Row>[];
    readonly keyOf: (row: Values) => string;
  },
): Promise<Map<string, string>> {
  if (claiming.length === 0) return new Map();
  const isWanted = ({ by, read }: ComparedField) =>
    inArray(by, [...new Set(claiming.map(({ after }) => read(valuesOf(after))))]);
  const names = ["id", ...fields.map(({ name }) => name)];
  const rows = await tx
    .select(Object.fromEntries(names.map((name) => [name, columnOf(table, name)])))
    .from(table as PgTable)
    .where(and(eq(table.workspaceId, context.workspaceId), ...fields.map(isWanted)));
  return new Map(rows.map((row) => [keyOf(row), String(row.id)]));
}
