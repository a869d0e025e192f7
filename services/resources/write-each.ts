import { and, eq } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact, transactOrRefuse } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { auditOf } from "./audit-of.ts";
import type { Fields, Resource, ResourceRow } from "./resource.ts";
import { ARCHIVED, type Operation, type Outcome, staleness } from "./write-rows.ts";

/** The verbs of a standard entity whose changes are written by hand, since they do more than write a row. */
export type HandVerbs<Row> = {
  readonly create: (context: Context, fields: Fields) => Promise<Result<Row, Problem>>;
  readonly update: (context: Context, id: string, fields: Fields) => Promise<Result<Row, Problem>>;
};

/**
 * As `writeRows`, by verbs of the entity's own: one operation after the other, each whole or not at all, and all of them
 * in one transaction. The number of statements grows with that of the operations.
 */
export function writeEach<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  operations: readonly Operation[],
  verbs: HandVerbs<Row>,
): Promise<readonly Outcome<Row>[]> {
  return transact(context, async (tx) => {
    const outcomes: Outcome<Row>[] = [];
    for (const operation of operations) {
      outcomes.push(
        await transactOrRefuse({ ...context, db: tx }, (within) =>
          writeOne({ ...context, db: within }, { resource, operation, verbs }),
        ),
      );
    }
    return outcomes;
  });
}

async function writeOne<Row extends ResourceRow>(
  context: Context,
  {
    resource,
    operation,
    verbs,
  }: {
    readonly resource: Resource<Row>;
    readonly operation: Operation;
    readonly verbs: HandVerbs<Row>;
  },
): Promise<Outcome<Row>> {
  if (operation.kind === "create") {
    const created = await verbs.create(context, operation.fields);
    return created.ok ? ok({ row: created.value, did: "created" }) : created;
  }
  const before = await lockRow(context, resource, operation.id);
  if (!before) return fail({ code: "not_found", param: null });
  const stale = staleness(before, operation.ifMatch);
  if (stale) return fail(stale);
  if (operation.kind !== "update") return setArchived(context, { resource, before, operation, verbs });
  if (before.archivedAt) return fail(ARCHIVED);
  const updated = await verbs.update(context, operation.id, operation.fields);
  if (!updated.ok) return updated;
  const isSame = updated.value.version === before.version;
  return ok({ row: updated.value, did: isSame ? "nothing" : "updated" });
}

async function lockRow<Row extends ResourceRow>(
  { db, workspaceId }: Context,
  { table }: Resource<Row>,
  id: string,
): Promise<Row | null> {
  const [row] = await db
    .select()
    .from(table as PgTable)
    .where(and(eq(table.workspaceId, workspaceId), eq(table.id, id)))
    .for("update");
  return (row as unknown as Row | undefined) ?? null;
}

/** What an archived row does besides is ended by the entity's own verb, so that it ends at the edge as well. */
async function setArchived<Row extends ResourceRow>(
  context: Context,
  {
    resource,
    before,
    operation,
    verbs,
  }: {
    readonly resource: Resource<Row>;
    readonly before: Row;
    readonly operation: Operation & { readonly kind: "archive" | "restore" };
    readonly verbs: HandVerbs<Row>;
  },
): Promise<Outcome<Row>> {
  const isArchive = operation.kind === "archive";
  if (isArchive === (before.archivedAt !== null)) return ok({ row: before, did: "nothing" });
  const { table, onArchive } = resource;
  if (isArchive && onArchive) {
    const ended = await verbs.update(context, before.id, onArchive);
    if (!ended.ok) return ended;
  }
  const { db, workspaceId, now } = context;
  const [row] = await db
    .update(table as PgTable)
    .set({ archivedAt: isArchive ? now : null, updatedAt: now } as never)
    .where(and(eq(table.workspaceId, workspaceId), eq(table.id, before.id)))
    .returning();
  if (!row) throw new Error("a locked row was not written");
  const after = row as unknown as Row;
  const did = isArchive ? "archived" : "restored";
  const archivedAt = { archivedAt: before.archivedAt };
  await audit(db, context, [auditOf(resource, { before: { ...after, ...archivedAt }, after, did })]);
  return ok({ row: after, did });
}
