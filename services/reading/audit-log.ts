import { and, desc, eq, gte, lt } from "drizzle-orm";
import { auditLog } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** One act, and who did it. */
export type AuditView = Omit<typeof auditLog.$inferSelect, "workspaceId" | "previousHash">;

/** What a list of acts is narrowed to. */
export type AuditFilter = {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subjectId?: string | undefined;
  /** From when on, and until before when. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
};

/** The workspace's audit log, newest first. */
export async function listAuditLog(
  context: Context,
  filter: AuditFilter,
  { limit, after }: PageRequest,
): Promise<Page<AuditView>> {
  const rows = await transact(context, (tx) =>
    tx
      .select({
        id: auditLog.id,
        actor: auditLog.actor,
        action: auditLog.action,
        subjectId: auditLog.subjectId,
        change: auditLog.change,
        requestId: auditLog.requestId,
        createdAt: auditLog.createdAt,
        sequence: auditLog.sequence,
        hash: auditLog.hash,
      })
      .from(auditLog)
      .where(
        and(
          eq(auditLog.workspaceId, context.workspaceId),
          filter.actor === undefined ? undefined : eq(auditLog.actor, filter.actor),
          filter.action === undefined ? undefined : eq(auditLog.action, filter.action),
          filter.subjectId === undefined ? undefined : eq(auditLog.subjectId, filter.subjectId),
          filter.from && gte(auditLog.createdAt, filter.from),
          filter.to && lt(auditLog.createdAt, filter.to),
          after ? lt(auditLog.id, BigInt(after)) : undefined,
        ),
      )
      .orderBy(desc(auditLog.id))
      .limit(limit + 1),
  );
  return cutPage(rows, limit, ({ id }) => String(id));
}
