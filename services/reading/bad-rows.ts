import { and, desc, eq, isNotNull, isNull, lt } from "drizzle-orm";
import { badRows } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** What could not be processed, as it came. */
export type BadRowView = Omit<typeof badRows.$inferSelect, "workspaceId" | "fingerprint">;

/** What a list of bad rows is narrowed to. */
export type BadRowFilter = {
  readonly stage?: string | undefined;
  readonly reason?: string | undefined;
  /** Whether a replay took it in. */
  readonly isResolved?: boolean | undefined;
};

/** The columns that are shown. */
export const SHOWN = {
  id: badRows.id,
  stage: badRows.stage,
  reason: badRows.reason,
  detail: badRows.detail,
  payload: badRows.payload,
  receivedAt: badRows.receivedAt,
  replays: badRows.replays,
  resolvedAt: badRows.resolvedAt,
};

/** Bad rows of the workspace, newest first. */
export async function listBadRows(
  context: Context,
  filter: BadRowFilter,
  { limit, after }: PageRequest,
): Promise<Page<BadRowView>> {
  const rows = await transact(context, (tx) =>
    tx
      .select(SHOWN)
      .from(badRows)
      .where(
        and(
          eq(badRows.workspaceId, context.workspaceId),
          filter.stage === undefined ? undefined : eq(badRows.stage, filter.stage),
          filter.reason === undefined ? undefined : eq(badRows.reason, filter.reason),
          filter.isResolved === undefined ? undefined : isResolved(filter.isResolved),
          after ? lt(badRows.id, BigInt(after)) : undefined,
        ),
      )
      .orderBy(desc(badRows.id))
      .limit(limit + 1),
  );
  return cutPage(rows, limit, ({ id }) => String(id));
}

/** One bad row of the workspace, or null. */
export async function findBadRow(context: Context, id: bigint): Promise<BadRowView | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select(SHOWN)
      .from(badRows)
      .where(and(eq(badRows.workspaceId, context.workspaceId), eq(badRows.id, id))),
  );
  return row ?? null;
}

const isResolved = (is: boolean) => (is ? isNotNull(badRows.resolvedAt) : isNull(badRows.resolvedAt));
