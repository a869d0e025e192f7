import { eq, getTableColumns, type SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Giver } from "../../core/access/membership.ts";
import type { IdByPrefix } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import type { Guard } from "../events/judge-address.ts";
import type { AuditEvent } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";

/** What a list may ask of a column. */
export type Operator = "eq" | "in" | "gte" | "lte" | "contains";

/** What a column holds, as the API and CSV have it. */
export type ColumnType = "text" | "integer" | "boolean" | "instant" | "list" | "json";

/** A column by its name on the wire. */
export type ResourceColumn = {
  /** The field of the table. */
  readonly field: string;
  readonly type: ColumnType;
  readonly filters?: readonly Operator[];
  /** Lists can be sorted by it, for which it has an index unless rows are few, and is never null. */
  readonly isSorted?: boolean;
  /** The search of lists looks into it. */
  readonly isSearched?: boolean;
  /** Values that differ by their case alone are the same: to filters, and to what must be unique. */
  readonly isCaseless?: boolean;
};

/** A table of standard entities: what all of their tables have. */
export type ResourceTable = PgTable & {
  readonly workspaceId: PgColumn;
  readonly id: PgColumn;
};

/** A table whose fields rows are shown with: each names one row of it. They are asked of lists, and never written. */
export type JoinedTable = {
  readonly table: PgTable;
  readonly on: SQL;
  readonly fields: Readonly<Record<string, PgColumn>>;
};

/** What every row of a standard entity has. */
export type ResourceRow = {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Values of fields, by the names that the table gives them. */
export type Fields = Readonly<Record<string, unknown>>;

/** A row before and after a change: without `before` it is new. */
export type RowChange<Row> = {
  readonly before: Row | null;
  readonly after: Row;
  /** All that was asked for, also what is no column. */
  readonly asked: Fields;
};

/** What was taken or made elsewhere for the changes of a call, each list in their order. */
export type Claimed = {
  /** Why a change cannot be: what was claimed is given back, and the others are done without it. */
  readonly problems?: readonly (Problem | null)[];
  /** Fields that the rows get by it. */
  readonly fields?: readonly Fields[];
  /** What was done to rows of other tables. */
  readonly acts?: readonly AuditEvent[];
};

/** What the effects of a change need besides the database. */
export type Means = {
  /** What notices are sealed under; a change that sends one cannot do without. */
  readonly keys?: EnvelopeKeys;
  /** What judges addresses that are to be called; a change that gives one cannot do without. */
  readonly guard?: Guard;
  /** Who gives roles; a change that gives or takes one cannot do without. */
  readonly giver?: Giver;
};

/** The version that a caller saw, from `If-Match`; `any` asks for no more than that the row is there. */
export type IfMatch = "any" | readonly number[];

/** One thing to do with rows of a standard entity. */
export type Operation =
  /** With an id where one must be known before, e.g. to seal a secret for it. */
  | { readonly kind: "create"; readonly fields: Fields; readonly id?: string }
  | {
      readonly kind: "update";
      readonly id: string;
      readonly fields: Fields;
      readonly ifMatch?: IfMatch | undefined;
    }
  | { readonly kind: "archive" | "restore"; readonly id: string; readonly ifMatch?: IfMatch | undefined };

/** A standard entity: its table, and what is asked of changes to it. */
export type Resource<Row extends ResourceRow = ResourceRow> = {
  /** What a row is called on the wire and in the audit log, e.g. `offer`. */
  readonly object: string;
  readonly prefix: keyof IdByPrefix;
  readonly table: ResourceTable;
  readonly columns: Readonly<Record<string, ResourceColumn>>;
  /** The fields of its primary key, where those are not the workspace and the id. */
  readonly key?: readonly string[];
  /** What rows are shown with, of another table. */
  readonly joined?: JoinedTable;
  /** Which rows the workspace reaches, where those are not the ones that name it. */
  readonly reach?: (context: Context) => SQL | undefined;
  /** Fields that name rows of other tables: these must be of the workspace. */
  readonly references?: Readonly<Record<string, ResourceTable | ReferencedTable>>;
  /** Fields that no two rows have the same, the last of which is told to be taken. */
  readonly unique?: readonly (readonly string[])[];
  /** What the audit log tells of a change, where that is not each field before and after. */
  readonly told?: (change: RowChange<Row>) => { readonly did?: string; readonly change: Fields };
  /** Fields whose values the audit log does not tell. */
  readonly personal?: readonly string[];
  /** Columns that only who may see personal data is shown, by their names on the wire. */
  readonly masked?: readonly string[];
  /** How a row ends that is not archived, and never comes back: since when, and what that is called. */
  readonly ends?: {
    readonly field: string;
    readonly verb: "revoke" | "remove";
    readonly did: "revoked" | "removed";
  };
  /** Lists have those that ended as well, unless they are asked for otherwise. */
  readonly listsEnded?: boolean;
  /** What is set besides when a row is archived, or ends. */
  readonly onArchive?: Fields;
  /**
   * Rows that refer to one of them may be written while it is changed: for those that everything done to others tells of.
   * Elsewhere what is made under a row waits for its change, and goes by it.
   */
  readonly isReferredToMeanwhile?: boolean;
  /** Rows that the caller may see, of those of the workspace. */
  readonly visible?: (context: Context) => SQL;
  /** Changes what is to be written by what only the verb knows, e.g. who writes it. */
  readonly amend?: (context: Context, fields: Fields, before: Row | null) => Fields;
  /** Says of the fields that are asked for why they are refused, or null: what is looked up before the transaction. */
  readonly foresee?: (asked: readonly Fields[], means: Means) => Promise<readonly (Problem | null)[]>;
  /**
   * Takes what calls at once must have one after the other, before the rows that are named are locked: whoever waits for it then holds
   * none that the one before still needs.
   */
  readonly hold?: (tx: Db, context: Context, operations: readonly Operation[]) => Promise<void>;
  /** Says of each change why it is refused, or null; in a number of statements that does not grow with them. */
  readonly judge?: (
    tx: Db,
    context: Context,
    changes: readonly RowChange<Row>[],
    means: Means,
  ) => Promise<readonly (Problem | null)[]>;
  /** Takes or makes elsewhere what the rows cannot be without, before they are written. */
  readonly claim?: (
    tx: Db,
    context: Context,
    changes: readonly RowChange<Row>[],
    means: Means,
  ) => Promise<Claimed>;
  /** Does what a change brings with it, in its transaction. */
  readonly written?: (
    tx: Db,
    context: Context,
    changes: readonly RowChange<Row>[],
    means: Means,
  ) => Promise<void>;
};

/** The field that says since when a row is in no list. */
export const endOf = ({ ends }: Pick<Resource<never>, "ends">): string => ends?.field ?? "archivedAt";

/** What ending a row is called on the wire. */
export const endVerb = ({ ends }: Pick<Resource<never>, "ends">): string => ends?.verb ?? "archive";

/** A table that rows of standard entities name. */
export type ReferencedTable = PgTable & { readonly workspaceId: PgColumn; readonly id: PgColumn };

/** The column of a field; throws where the table has none. */
export function columnOf(table: PgTable, field: string): PgColumn {
  const column = getTableColumns(table)[field];
  if (!column) throw new Error(`${field} is no column`);
  return column as PgColumn;
}

/** The column of a field, of the table or of what rows are shown with. */
export function shownColumn(
  { table, joined }: Pick<Resource<never>, "table" | "joined">,
  field: string,
): PgColumn {
  return joined?.fields[field] ?? columnOf(table, field);
}

/** All columns that rows are shown with. */
export const shownColumns = ({ table, joined }: Pick<Resource<never>, "table" | "joined">) => ({
  ...(getTableColumns(table as PgTable) as Record<string, PgColumn>),
  ...joined?.fields,
});

/** The condition that a row is the workspace's. */
export function isReached({ table, reach }: Pick<Resource<never>, "table" | "reach">, context: Context) {
  return reach ? reach(context) : eq(table.workspaceId, context.workspaceId);
}

/** The name that a field has on the wire. */
export function wireName({ columns }: Pick<Resource<never>, "columns">, field: string): string {
  return Object.entries(columns).find(([, column]) => column.field === field)?.[0] ?? field;
}

/** Fields of a checked body, by the names of the table; instants are milliseconds there. What is absent stays absent. */
export function fieldsOf({ columns }: Pick<Resource<never>, "columns">, body: Fields): Fields {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const column = columns[name];
      if (!column || value === undefined) return [];
      const isInstant = column.type === "instant" && typeof value === "number";
      return [[column.field, isInstant ? new Date(value) : value]];
    }),
  );
}
