import { and, asc, eq, getTableColumns, inArray } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { assert } from "../../core/shared/assert.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { isTaken } from "../../db/errors.ts";
import { newId } from "../../platform/random.ts";
import { type AuditEvent, audit } from "../shared/audit.ts";
import { changesNothing } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { auditOf, type Did } from "./audit-of.ts";
import { findMissingReferences, findTaken, takenBy } from "./judge-rows.ts";
import {
  endOf,
  type Fields,
  type Means,
  type Resource,
  type ResourceRow,
  type RowChange,
  wireName,
} from "./resource.ts";
import { storeRows } from "./store-rows.ts";

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
  const write = () =>
    transact(context, async (tx) => {
      const { outcomes, acts } = await writeWithin(tx, context, { resource, operations, means });
      await audit(tx, context, acts);
      return outcomes;
    });
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

/** What is to be done with rows of an entity, and by what means. */
export type Work<Row extends ResourceRow> = {
  readonly resource: Resource<Row>;
  readonly operations: readonly Operation[];
  readonly means: Means;
};

/** As `writeRows`, inside the transaction of whoever writes the acts. */
export async function writeWithin<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  { resource, operations, means }: Work<Row>,
): Promise<{ readonly outcomes: readonly Outcome<Row>[]; readonly acts: readonly AuditEvent[] }> {
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
  refuse(judged, (await resource.judge?.(tx, context, judged, means)) ?? []);
  const { rows, acts } = await settle(tx, context, { resource, means, live });
  const outcomes = drafts.map(
    ({ problem, after, did }): Outcome<Row> =>
      problem ? fail(problem) : ok({ row: rows.get(after.id) ?? after, did }),
  );
  return { outcomes, acts };
}

function refuse<Row>(drafts: readonly Draft<Row>[], problems: readonly (Problem | null)[]): void {
  drafts.forEach((draft, index) => {
    draft.problem ??= problems[index] ?? null;
  });
}

type Settling<Row extends ResourceRow> = Pick<Work<Row>, "resource" | "means"> & {
  /** What is still to be done: what has no problem. */
  readonly live: () => readonly Draft<Row>[];
};
type Settled<Row> = {
  readonly rows: ReadonlyMap<string, Row>;
  readonly acts: readonly AuditEvent[];
};

/** Writes what is left. Where an entity claims things elsewhere, one that is refused gives back what it claimed. */
async function settle<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  settling: Settling<Row>,
): Promise<Settled<Row>> {
  const { resource, live } = settling;
  if (!resource.claim) return writeLive(tx, context, settling);
  while (live().length > 0) {
    const asked = live().length;
    try {
      return await tx.transaction(async (savepoint) => {
        const settled = await writeLive(savepoint as Db, context, settling);
        if (live().length < asked) throw new GivenBack();
        return settled;
      });
    } catch (error) {
      if (!(error instanceof GivenBack)) throw error;
    }
  }
  return { rows: new Map(), acts: [] };
}

/** Takes back to a savepoint what was claimed for what is refused. */
class GivenBack extends Error {}

async function writeLive<Row extends ResourceRow>(
  tx: Db,
  context: Context,
  { resource, means, live }: Settling<Row>,
): Promise<Settled<Row>> {
  const wanted = live();
  const claimed = (await resource.claim?.(tx, context, wanted, means)) ?? {};
  const changes = wanted.map((draft, index) => ({
    ...draft,
    after: { ...draft.after, ...claimed.fields?.[index] },
  }));
  refuse(wanted, claimed.problems ?? []);
  const stored = live().length < wanted.length ? null : await storeRows(tx, context, resource, changes);
  if (stored === null) return { rows: new Map(), acts: [] };
  const taken = takenBy(resource, resource.unique?.at(-1) ?? []);
  refuse(
    wanted,
    wanted.map(({ after }) => (stored.has(after.id) ? null : taken)),
  );
  const done = changes.flatMap((change) => {
    const after = stored.get(change.after.id);
    return after ? [{ ...change, after }] : [];
  });
  await resource.written?.(tx, context, done, means);
  const acts = done.map((change) => auditOf(resource, change));
  return { rows: stored, acts: [...acts, ...(claimed.acts ?? [])] };
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
  const ids = operations.flatMap((operation) => (operation.kind === "create" ? [] : [operation.id]));
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
