import { and, asc, inArray } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { assert } from "../../core/shared/assert.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { isTaken } from "../../db/errors.ts";
import { type AuditEvent, audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { auditOf, type Did } from "./audit-of.ts";
import { type Draft, draftOf } from "./draft-rows.ts";
import { findMissingReferences, findTaken, takenBy } from "./judge-rows.ts";
import {
  isReached,
  type Means,
  type Operation,
  type Resource,
  type ResourceRow,
  shownColumns,
} from "./resource.ts";
import { storeRows } from "./store-rows.ts";

/** One thing to do with rows of a standard entity. */
export type { Operation } from "./resource.ts";

/** What became of an operation. One that changes nothing writes nothing. */
export type Outcome<Row> = Result<{ readonly row: Row; readonly did: Did }, Problem>;

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
  const asked = operations.map((operation) => ("fields" in operation ? operation.fields : {}));
  const foreseen = (await resource.foresee?.(asked, means)) ?? [];
  const left = operations.filter((_, index) => !foreseen[index]);
  const outcomes = [...(await writeAll(context, { resource, operations: left, means }))];
  return operations.flatMap((_, index): readonly Outcome<Row>[] => {
    const problem = foreseen[index];
    return problem ? [fail(problem)] : outcomes.splice(0, 1);
  });
}

async function writeAll<Row extends ResourceRow>(
  context: Context,
  work: Work<Row>,
): Promise<readonly Outcome<Row>[]> {
  const write = () =>
    transact(context, async (tx) => {
      const { outcomes, acts } = await writeWithin(tx, context, work);
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
  await resource.hold?.(tx, context, operations);
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
  const { id } = resource.table;
  const isNamed = and(isReached(resource, context), inArray(id, ids), resource.visible?.(context));
  const query = tx.select(shownColumns(resource)).from(table).$dynamic();
  if (resource.joined) query.innerJoin(resource.joined.table, resource.joined.on);
  const strength = resource.isReferredToMeanwhile ? "no key update" : "update";
  const rows = await query.where(isNamed).orderBy(asc(id)).for(strength, { of: table });
  return new Map((rows as unknown as readonly Row[]).map((row) => [row.id, row]));
}
