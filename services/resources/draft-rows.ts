import { getTableColumns } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { newId } from "../../platform/random.ts";
import { changesNothing } from "../shared/changes-of.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import type { Did } from "./audit-of.ts";
import {
  endOf,
  type Fields,
  type IfMatch,
  type Operation,
  type Resource,
  type ResourceRow,
  type RowChange,
  wireName,
} from "./resource.ts";

/** An operation on its way: a change to be made, or why it is not. */
export type Draft<Row> = RowChange<Row> & { readonly did: Did; problem: Problem | null };

const NOT_FOUND: Problem = { code: "not_found", param: null };

/** What an operation would make of the rows that stand, or why it is refused by itself. */
export function draftOf<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  operation: Operation,
  standing: ReadonlyMap<string, Row>,
): Draft<Row> {
  const { now, workspaceId } = context;
  const asked = askedFields(context, resource, operation, standing);
  const change = columnsOf(resource, asked);
  if (operation.kind === "create") {
    const id = operation.id ?? newId(resource.prefix, now.getTime());
    const after = { ...change, workspaceId, id } as unknown as Row;
    return { before: null, after, asked, did: "created", problem: null };
  }
  const before = standing.get(operation.id);
  if (!before) {
    const after = { id: operation.id } as Row;
    return { before: null, after, asked, did: "nothing", problem: NOT_FOUND };
  }
  const stays = { before, after: before, asked, did: "nothing" } as const;
  const problem = staleness(before, operation.ifMatch) ?? finality(resource, operation, before);
  if (problem) return { ...stays, problem };
  if (changesNothing(before, change as Partial<Row>)) return { ...stays, problem: null };
  return {
    ...{ before, after: { ...before, ...change, updatedAt: now }, asked },
    ...{ did: didOf(resource, operation.kind), problem: null },
  };
}

/** What an operation asks of a row, with what only the entity knows. */
function askedFields<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  operation: Operation,
  standing: ReadonlyMap<string, Row>,
): Fields {
  const before = operation.kind === "create" ? null : (standing.get(operation.id) ?? null);
  if (operation.kind === "create" || operation.kind === "update") {
    const { fields } = operation;
    return resource.amend?.(context, fields, before) ?? fields;
  }
  if (operation.kind === "restore") return { [endOf(resource)]: null };
  return isEnded(resource, before) ? {} : { ...resource.onArchive, [endOf(resource)]: context.now };
}

function columnsOf<Row extends ResourceRow>({ table }: Resource<Row>, fields: Fields): Fields {
  const columns = getTableColumns(table as PgTable);
  return Object.fromEntries(Object.entries(fields).filter(([field]) => Object.hasOwn(columns, field)));
}

const isEnded = <Row extends ResourceRow>(resource: Resource<Row>, row: Row | null): boolean =>
  (row as unknown as Fields | null)?.[endOf(resource)] instanceof Date;

function didOf(resource: Resource<never>, kind: Exclude<Operation["kind"], "create">): Did {
  return kind === "archive" ? (resource.ends?.did ?? "archived") : kind === "update" ? "updated" : "restored";
}

/** Why a row that is archived, or ended for good, is not changed. */
function finality<Row extends ResourceRow>(
  resource: Resource<Row>,
  { kind }: Operation,
  before: Row,
): Problem | null {
  if (kind !== "update" || !isEnded(resource, before)) return null;
  return resource.ends ? { ...ENDED, param: wireName(resource, resource.ends.field) } : ARCHIVED;
}

/** Why a row that ended for good was not changed. */
const ENDED = { code: "conflict", message: "is set: it is not changed any more" } as const;
/** Why an archived row was not changed. */
const ARCHIVED: Problem = {
  code: "conflict",
  param: "archived_at",
  message: "is set: an archived one is restored before it is changed",
};

/** A refusal where the row is not as the caller saw it. */
function staleness({ version }: ResourceRow, ifMatch: IfMatch | undefined): Problem | null {
  if (ifMatch === undefined || ifMatch === "any" || ifMatch.includes(version)) return null;
  return { code: "stale", version };
}
