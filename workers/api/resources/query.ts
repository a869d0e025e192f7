import * as z from "zod/mini";
import { currencyCode, line, timestamp } from "../../../contracts/text.ts";
import type { Filter, ListRequest } from "../../../services/resources/list-rows.ts";
import {
  type Operator,
  type Resource,
  type ResourceColumn,
  shownColumn,
} from "../../../services/resources/resource.ts";
import { pageParams } from "../list.ts";
import { invalid } from "../params.ts";
import type { Schema } from "../route.ts";
import { type CursorPlace, isCursor, readCursor } from "./cursor.ts";

/** Most values of one `[in]`. */
const VALUES_MAX = 50;
const LIMIT_DEFAULT = 50;
const BAD_CURSOR = "must be the next_cursor of an earlier answer in the same order";
/** The type of columns that hold a currency, and of no others. */
const CURRENCY_TYPE = "char(3)";

type Values = Readonly<Record<string, unknown>>;

/** The parameter that asks a thing of a column: its name, and the operator in brackets unless that is `eq`. */
const parameterOf = (name: string, operator: Operator): string =>
  operator === "eq" ? name : `${name}[${operator}]`;

/** The contract of a query that filters, as its columns are declared. */
export function filterQuery(resource: Resource<never>): Record<string, Schema> {
  const filters = Object.entries(resource.columns).flatMap(([name, column]) =>
    (column.filters ?? []).map((operator) => [
      parameterOf(name, operator),
      z.optional(valueSchema(resource, column, operator)),
    ]),
  );
  const isSearched = Object.values(resource.columns).some((column) => column.isSearched);
  return {
    ...Object.fromEntries(filters),
    ...(isSearched ? { q: z.optional(line(100).check(z.minLength(2))) } : {}),
    archived: z.optional(z.enum(["none", "only", "all"], "must be one of none, only, all")),
  };
}

/** The contract of a list's query. */
export function listQuery(resource: Resource<never>) {
  const sorted = sortsOf(resource);
  return z.strictObject({
    ...filterQuery(resource),
    sort: z.optional(z.enum(sorted as [string, ...string[]], `must be one of ${sorted.join(", ")}`)),
    limit: pageParams.limit,
    cursor: z.optional(z.string().check(z.maxLength(4_096), z.refine(isCursor, BAD_CURSOR))),
  });
}

function sortsOf({ columns }: Resource<never>): readonly string[] {
  const names = Object.keys(columns).filter((name) => columns[name]?.isSorted);
  return ["id", ...names].flatMap((name) => [name, `-${name}`]);
}

function valueSchema(resource: Resource<never>, column: ResourceColumn, operator: Operator): Schema {
  const one = oneSchema(resource, column);
  if (operator !== "in") return operator === "contains" ? line(200) : one;
  return z.pipe(
    z.pipe(
      line(4_000),
      z.transform((text): unknown[] => text.split(",")),
    ),
    z.array(one).check(z.maxLength(VALUES_MAX, `must not name more than ${VALUES_MAX}`)),
  );
}

function oneSchema(resource: Resource<never>, { type, field }: ResourceColumn): Schema {
  const column = shownColumn(resource, field);
  if (column.getSQLType() === CURRENCY_TYPE) return currencyCode;
  const values = column.enumValues;
  if (values) return z.enum(values as [string, ...string[]], `must be one of ${values.join(", ")}`);
  if (type === "instant") return timestamp;
  if (type === "boolean") {
    return z.pipe(
      z.enum(["true", "false"], "must be true or false"),
      z.transform((text) => text === "true"),
    );
  }
  if (type === "integer") {
    return z.pipe(
      z.string().check(z.regex(/^-?\d{1,9}$/, "must be a whole number of at most 9 digits")),
      z.transform(Number),
    );
  }
  return line(200);
}

/** What a checked query filters by. */
export function filtersOf(
  resource: Resource<never>,
  query: Values,
): Pick<ListRequest, "filters" | "search" | "archived"> {
  const filters = Object.entries(resource.columns).flatMap(([column, { type, filters: operators = [] }]) =>
    operators.flatMap((operator): readonly Filter[] => {
      const given = query[parameterOf(column, operator)];
      if (given === undefined) return [];
      const isInstant = type === "instant" && typeof given === "number";
      const value = isInstant ? new Date(given) : (given as Filter["value"]);
      return [{ column, operator, value }];
    }),
  );
  const { q, archived = resource.listsEnded ? "all" : "none" } = query as {
    readonly q?: string;
    readonly archived?: ListRequest["archived"];
  };
  return { filters, search: q, archived };
}

/** What a checked query asks a list for; throws `RequestError` 422 for a cursor that this list never gave. */
export function listRequest(
  resource: Resource<never>,
  query: Values,
  place: Omit<CursorPlace, "sort">,
): ListRequest {
  const {
    sort = "id",
    cursor,
    limit = LIMIT_DEFAULT,
  } = query as {
    readonly sort?: string;
    readonly cursor?: string;
    readonly limit?: number;
  };
  const after = cursor === undefined ? null : readCursor(cursor, { ...place, sort });
  if (cursor !== undefined && after === null) {
    throw invalid("cursor", BAD_CURSOR);
  }
  const isDescending = sort.startsWith("-");
  const by = { column: isDescending ? sort.slice(1) : sort, isDescending };
  return { ...filtersOf(resource, query), sort: by, limit, after };
}
