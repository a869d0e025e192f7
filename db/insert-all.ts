import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { Db } from "./client.ts";

/** Rows of one table. */
export type RowsOfTable = {
  readonly table: PgTable;
  /** All with the same fields, as the first has. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** A row whose key is there already is left out instead of refused. */
  readonly ifAbsent?: boolean;
  /** A row whose key is there already has these columns added to its own. */
  readonly addTo?: readonly string[];
};

/** Rows of a table, checked against its columns. */
export function rowsOf<Table extends PgTable>(
  table: Table,
  rows: readonly Table["$inferInsert"][],
  onConflict: Pick<RowsOfTable, "ifAbsent" | "addTo"> = {},
): RowsOfTable {
  return { table, rows: rows as readonly Record<string, unknown>[], ...onConflict };
}

/**
 * Inserts rows into several tables by one statement, so in one round trip and with a number of parameters
 * that does not grow with the rows. Rows may refer to each other: foreign keys are looked at when the
 * statement ends.
 */
export async function insertAll(tx: Db, tables: readonly RowsOfTable[]): Promise<void> {
  const inserts = tables
    .filter(({ rows }) => rows.length > 0)
    .map((each, index) => sql`${sql.identifier(`i${index}`)} as (${insertOf(each)})`);
  if (inserts.length > 0) await tx.execute(sql`with ${sql.join(inserts, sql`, `)} select`);
}

function insertOf({ table, rows, ifAbsent, addTo }: RowsOfTable): SQL {
  const columns = getTableColumns(table);
  const fields = Object.keys(rows[0] ?? {}).map((field) => {
    const column = columns[field];
    if (!column) throw new Error(`${field} is no column`);
    const type = sql.raw(column.getSQLType());
    return { field, name: sql.identifier(column.name), type, isJson: column.dataType === "json" };
  });
  // Most of a batch is the same in every row, and is sent once. The rest goes by its place, not by its name.
  const varying = fields.filter(({ field, isJson }) => isJson || !isSameInAll(rows, field));
  const places = new Map(varying.map(({ field }, place) => [field, sql.identifier(String(place))]));
  const list = (parts: readonly SQL[]) => sql.join([...parts], sql`, `);
  const conflict = addTo ? addOnConflict(table, addTo) : ifAbsent ? sql` on conflict do nothing` : sql``;
  const given = varying.map(({ field, type }) => sql`${places.get(field)} ${type}`);
  const values = fields.map(({ field, type }) => {
    const place = places.get(field);
    return place ? sql`${place}` : sql`${onceOf(rows[0]?.[field]) ?? null}::${type}`;
  });
  const names = varying.map(({ field }) => field);
  const source =
    varying.length === 0
      ? sql`generate_series(1, ${rows.length}::int)`
      : sql`json_to_recordset(${JSON.stringify(rows.map((row) => byPlace(row, names)))}::json) as given(${list(given)})`;
  return sql`insert into ${table} (${list(fields.map(({ name }) => sql`${name}`))})
    select ${list(values)} from ${source}${conflict}`;
}

/** Of text, numbers and instants alone; what has parts is not compared. */
function isSameInAll(rows: RowsOfTable["rows"], field: string): boolean {
  const first = onceOf(rows[0]?.[field]);
  return first !== undefined && rows.every((row) => onceOf(row[field]) === first);
}

/** A value as a parameter that its column's type is read from; undefined of what has parts. */
function onceOf(value: unknown): string | boolean | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return value instanceof Date ? value.toISOString() : undefined;
}

/** What differs from row to row. JSON has no bigint; Postgres reads the digits. */
function byPlace(row: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<number, unknown> {
  const values: Record<number, unknown> = {};
  for (let place = 0; place < fields.length; place += 1) {
    const value = row[fields[place] as string];
    values[place] = typeof value === "bigint" ? String(value) : value;
  }
  return values;
}

function addOnConflict(table: PgTable, columns: readonly string[]): SQL {
  const { primaryKeys } = getTableConfig(table);
  const keys = (primaryKeys[0]?.columns ?? []).map(({ name }) => sql.identifier(name));
  const sums = columns.map((column) => {
    const name = sql.identifier(column);
    return sql`${name} = ${table}.${name} + excluded.${name}`;
  });
  return sql` on conflict (${sql.join(keys, sql`, `)}) do update set ${sql.join(sums, sql`, `)}`;
}
