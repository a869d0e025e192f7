import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Db } from "../../db/client.ts";
import type { Page } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import {
  endOf,
  isReached,
  type Operator,
  type Resource,
  type ResourceRow,
  shownColumn,
  shownColumns,
} from "./resource.ts";

/** One thing asked of a column. */
export type Filter = {
  /** By its name on the wire. */
  readonly column: string;
  readonly operator: Operator;
  readonly value: string | number | boolean | Date | readonly (string | number)[];
};

/** Where a page begins: after the row of this id, whose column of the sort is this in Postgres' own text. */
export type Position = { readonly id: string; readonly value: string };

/** Which rows are asked for, in which order. */
export type ListRequest = {
  readonly filters: readonly Filter[];
  /** Looked for in the columns that are searched, in any case. */
  readonly search?: string | undefined;
  /** By its name on the wire; `id` is the order of age. */
  readonly sort: { readonly column: string; readonly isDescending: boolean };
  /** Whether archived rows are left out, are all there is, or come with the others. */
  readonly archived: "none" | "only" | "all";
  /** A condition of the verb's own. */
  readonly where?: SQL | undefined;
  readonly limit: number;
  readonly after: Position | null;
};

/** Rows of the workspace as the request asks for them; `nextAfter` is a position as JSON. One statement. */
export function listRows<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  request: ListRequest,
): Promise<Page<Row>> {
  return transact(context, (tx) => selectRows(tx, context, resource, request));
}

async function selectRows<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  resource: Resource<Row>,
  { sort, limit, after, ...request }: ListRequest,
): Promise<Page<Row>> {
  const table: PgTable = resource.table;
  const { id } = resource.table;
  const by = sort.column === "id" ? id : shownColumn(resource, fieldNamed(resource, sort.column));
  const way = sql.raw(sort.isDescending ? "desc" : "asc");
  const query = tx
    // The text of an instant has all of its digits, which a `Date` has not.
    .select({ row: shownColumns(resource), key: sql<string>`${by}::text` })
    .from(table)
    .$dynamic();
  if (resource.joined) query.innerJoin(resource.joined.table, resource.joined.on);
  const rows = await query
    .where(and(conditionOf(context, resource, request), after ? isAfter({ by, id, sort, after }) : undefined))
    .orderBy(...(by === id ? [sql`${id} ${way}`] : [sql`${by} ${way}`, sql`${id} ${way}`]))
    .limit(limit + 1);
  const found = rows as unknown as readonly { readonly row: Row; readonly key: string }[];
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const position: Position | null =
    last && found.length > limit ? { id: last.row.id, value: last.key } : null;
  return { rows: shown.map(({ row }) => row), nextAfter: position && JSON.stringify(position) };
}

/** What rows of a list have in common. */
export function conditionOf<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  { filters, search, archived, where }: Pick<ListRequest, "filters" | "search" | "archived" | "where">,
): SQL | undefined {
  const endedAt = shownColumn(resource, endOf(resource));
  const isShown = { none: isNull(endedAt), only: isNotNull(endedAt), all: undefined }[archived];
  return and(
    isReached(resource, context),
    isShown,
    resource.visible?.(context),
    where,
    ...filters.map((filter) => filterOf(resource, filter)),
    search === undefined ? undefined : isFound(resource, search),
  );
}

function isAfter({
  by,
  id,
  sort,
  after,
}: {
  readonly by: PgColumn;
  readonly id: PgColumn;
  readonly sort: ListRequest["sort"];
  readonly after: Position;
}): SQL {
  const than = sql.raw(sort.isDescending ? "<" : ">");
  if (by === id) return sql`${id} ${than} ${after.id}`;
  const value = sql`${after.value}::${sql.raw(by.getSQLType())}`;
  return sql`(${by}, ${id}) ${than} (${value}, ${after.id})`;
}

function filterOf(resource: Resource<never>, { column, operator, value }: Filter): SQL {
  const { type, field, isCaseless = false } = resource.columns[column] ?? { type: "text", field: column };
  const of = shownColumn(resource, field);
  const texts = (value: Filter["value"]) => [value].flat().map((each) => String(each).toLowerCase());
  if (isCaseless && (operator === "eq" || operator === "in")) return inArray(sql`lower(${of})`, texts(value));
  switch (operator) {
    case "eq":
      return eq(of, value);
    case "in":
      return inArray(of, value as readonly string[] as string[]);
    case "gte":
      return sql`${of} >= ${literal(of, value)}`;
    case "lte":
      return sql`${of} <= ${literal(of, value)}`;
    case "contains":
      return type === "list" ? sql`${value} = any(${of})` : sql`${of} ilike ${contains(String(value))}`;
  }
}

/** A value of the column's own type; an instant as text, since a bare parameter has no type there. */
function literal(column: PgColumn, value: Filter["value"]): SQL {
  const given = value instanceof Date ? value.toISOString() : value;
  return sql`${given}::${sql.raw(column.getSQLType())}`;
}

function isFound(resource: Resource<never>, search: string): SQL {
  const columns = Object.values(resource.columns).filter(({ isSearched }) => isSearched);
  const pattern = contains(search);
  const looks = columns.map(({ field }) => sql`${shownColumn(resource, field)} ilike ${pattern}`);
  return sql`(${sql.join(looks, sql` or `)})`;
}

/** The pattern of what holds a text, whose own `%`, `_` and `\` stand for themselves. */
function contains(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
}

function fieldNamed({ columns }: Resource<never>, name: string): string {
  return columns[name]?.field ?? name;
}

/** One row that the caller may see, archived or not, or null. */
export async function getRow<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  id: string,
): Promise<Row | null> {
  const where = eq(resource.table.id, id);
  const request = { filters: [], archived: "all", sort: { column: "id", isDescending: false } } as const;
  const { rows } = await listRows(context, resource, { ...request, where, limit: 1, after: null });
  return rows[0] ?? null;
}
