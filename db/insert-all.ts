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
 * Inserts rows into several tables by one statement, so in one round trip and with one parameter a
 * table, however many rows there are. Rows may refer to each other: foreign keys are looked at when the
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
    return { field, name: sql.identifier(column.name), type: sql.raw(column.getSQLType()), column };
  });
  const sums = fields.flatMap(({ field, column }) => (column.dataType === "bigint" ? [field] : []));
  const given = sums.length === 0 ? rows : rows.map((row) => withDigits(row, sums));
  const list = (parts: readonly SQL[]) => sql.join([...parts], sql`, `);
  const conflict = addTo ? addOnConflict(table, addTo) : ifAbsent ? sql` on conflict do nothing` : sql``;
  return sql`insert into ${table} (${list(fields.map(({ name }) => sql`${name}`))})
    select ${list(fields.map(({ field }) => sql`${sql.identifier(field)}`))}
      from json_to_recordset(${JSON.stringify(given)}::json)
           as given(${list(fields.map(({ field, type }) => sql`${sql.identifier(field)} ${type}`))})${conflict}`;
}

/** JSON has no bigint; Postgres reads the digits. Copied whole, which costs less than building a row anew. */
function withDigits(row: Readonly<Record<string, unknown>>, fields: readonly string[]) {
  const copy = { ...row };
  for (const field of fields) {
    if (typeof copy[field] === "bigint") copy[field] = String(copy[field]);
  }
  return copy;
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
