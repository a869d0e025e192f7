import { and, asc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { PgInsertValue, PgTable } from "drizzle-orm/pg-core";
import { assert } from "../../core/shared/assert.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { isTaken } from "../../db/errors.ts";
import { newId } from "../../platform/random.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { auditOf, type Did } from "./audit-of.ts";
import { findMissingReferences, findTaken } from "./judge-rows.ts";
import type { Fields, Means, Resource, ResourceRow, RowChange } from "./resource.ts";

/** The version that a caller saw, from `If-Match`; `any` asks for no more than that the row is there. */
export type IfMatch = "any" | readonly number[];

/** One thing to do with rows of a standard entity. */
export type Operation =
  | { readonly kind: "create"; readonly fields: Fields }
  | {
      readonly kind: "update";
      readonly id: string;
      readonly fields: Fields;
      readonly ifMatch?: IfMatch | undefined;
    }
  | { readonly kind: "archive" | "restore"; readonly id: string; readonly ifMatch?: IfMatch | undefined };

/** What became of an operation. One that changes nothing writes nothing. */
export type Outcome<Row> = Result<{ readonly row: Row; readonly did: Did }, Problem>;

/** An operation on its way: a change to be made, or why it is not. */
type Draft<Row> = RowChange<Row> & { readonly did: Did; problem: Problem | null };

/**
 * Does many things with rows in one transaction: what is refused is left out and told, the rest is written. The number
 * of statements does not grow with that of the operations.
 *
 * @returns an outcome for each operation, in their order
 */
export async function writeRows<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  operations: readonly Operation[],
  means: Means,
): Promise<readonly Outcome<Row>[]> {
  const write = () => transact(context, (tx) => writeWithin(tx, context, { resource, operations, means }));
  try {
    return await write();
  } catch (error) {
    // Another took a name at this moment: it is found when it is looked for again.
    if (!isTaken(error)) throw error;
    return await write();
  }
}

/** As `writeRows`, of one operation. */
export async function writeRow<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  operation: Operation,
  means: Means = {},
): Promise<Result<Row, Problem>> {
  const [outcome] = await writeRows(context, resource, [operation], means);
  assert(outcome !== undefined, "an operation has an outcome");
  return outcome.ok ? ok(outcome.value.row) : outcome;
}

async function writeWithin<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  {
    resource,
    operations,
    means,
  }: {
    readonly resource: Resource<Row>;
    readonly operations: readonly Operation[];
    readonly means: Means;
  },
): Promise<readonly Outcome<Row>[]> {
  const standing = await lockRows(tx, context, resource, operations);
  const named = new Set<string>();
  const drafts = operations.map((operation) => {
    const draft = draftOf(context, resource, operation, standing);
    const { id } = draft.after;
    if (named.has(id)) draft.problem ??= TWICE;
    named.add(id);
    return draft;
  });
  const live = () => drafts.filter(({ problem, did }) => problem === null && did !== "nothing");
  await findMissingReferences(tx, context, resource, live());
  await findTaken(tx, context, resource, live());
  const judged = live();
  const problems = (await resource.judge?.(tx, context, judged)) ?? [];
  judged.forEach((draft, index) => {
    draft.problem = problems[index] ?? null;
  });
  const changes = live();
  const rows = await store(tx, context, resource, changes);
  const done = changes.map((draft) => ({ ...draft, after: rows.get(draft.after.id) ?? draft.after }));
  await resource.written?.(tx, context, done, means);
  await audit(
    tx,
    context,
    done.map((change) => auditOf(resource, change)),
  );
  return drafts.map(({ problem, after, did }) =>
    problem ? fail(problem) : ok({ row: rows.get(after.id) ?? after, did }),
  );
}

const TWICE: Problem = { code: "invalid", param: "id", message: "is named by an earlier operation" };
const NOT_FOUND: Problem = { code: "not_found", param: null };

/** The rows that are named, locked in the order of their ids, so that two calls never wait for each other in a ring. */
async function lockRows<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  resource: Resource<Row>,
  operations: readonly Operation[],
): Promise<ReadonlyMap<string, Row>> {
  const ids = operations.flatMap((operation) => ("id" in operation ? [operation.id] : []));
  if (ids.length === 0) return new Map();
  const table: PgTable = resource.table;
  const { workspaceId, id } = resource.table;
  const isNamed = and(eq(workspaceId, context.workspaceId), inArray(id, ids), resource.visible?.(context));
  const rows = await tx.select().from(table).where(isNamed).orderBy(asc(id)).for("update");
  return new Map((rows as unknown as readonly Row[]).map((row) => [row.id, row]));
}

function draftOf<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  operation: Operation,
  standing: ReadonlyMap<string, Row>,
): Draft<Row> {
  const { now, workspaceId } = context;
  if (operation.kind === "create") {
    const fields = resource.amend?.(context, operation.fields, null) ?? operation.fields;
    const id = newId(resource.prefix, now.getTime());
    return draft(null, { ...fields, workspaceId, id } as unknown as Row, "created");
  }
  const before = standing.get(operation.id);
  if (!before) return draft(null, { id: operation.id } as Row, "nothing", NOT_FOUND);
  const problem = staleness(before, operation.ifMatch);
  if (problem) return draft(before, before, "nothing", problem);
  const change = changeOf(context, resource, operation, before);
  if (change === null) return draft(before, before, "nothing", ARCHIVED);
  if (changesNothing(before, change as Partial<Row>)) return draft(before, before, "nothing");
  const did = ({ update: "updated", archive: "archived", restore: "restored" } as const)[operation.kind];
  return draft(before, { ...before, ...change, updatedAt: now }, did);
}

function draft<Row>(before: Row | null, after: Row, did: Did, problem: Problem | null = null): Draft<Row> {
  return { before, after, did, problem };
}

/** What an operation makes of a row; null where the row is archived and cannot be changed. */
function changeOf<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  operation: Exclude<Operation, { readonly kind: "create" }>,
  before: Row,
): Fields | null {
  if (operation.kind === "restore") return { archivedAt: null };
  if (operation.kind !== "update") {
    return before.archivedAt ? {} : { ...resource.onArchive, archivedAt: context.now };
  }
  if (before.archivedAt) return null;
  return resource.amend?.(context, operation.fields, before) ?? operation.fields;
}

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

/** Writes new and changed rows in one statement, and gives them as they stand then. */
async function store<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  { table }: Resource<Row>,
  changes: readonly RowChange<Row>[],
): Promise<ReadonlyMap<string, Row>> {
  if (changes.length === 0) return new Map();
  const written = new Set(changes.flatMap(({ after }) => Object.keys(after)));
  for (const kept of ["workspaceId", "id", "version", "createdAt"]) written.delete(kept);
  const columns = Object.entries(getTableColumns(table)).filter(([field]) => written.has(field));
  const set = Object.fromEntries(
    columns.map(([field, { name }]) => [field, sql`excluded.${sql.identifier(name)}`]),
  );
  const values = changes.map(({ after, before }) => (before ? after : { ...after, updatedAt: context.now }));
  const rows = await tx
    .insert(table as PgTable)
    .values(values as unknown as PgInsertValue<PgTable>[])
    .onConflictDoUpdate({ target: [table.workspaceId, table.id], set })
    .returning();
  return new Map((rows as unknown as readonly Row[]).map((row) => [row.id, row]));
}
