import { and, desc, eq, lt } from "drizzle-orm";
import type { ErasureId } from "../../core/shared/id.ts";
import { erasures } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import { countsOf, type ErasureCounts, type ErasureProgress } from "./erasure-progress.ts";

/** An erasure as it is shown: whom it names is not told again. */
export type ErasureView = Pick<typeof erasures.$inferSelect, "id" | "status" | "createdAt" | "doneAt"> & {
  /** What was erased so far. */
  readonly erased: ErasureCounts;
};

const SHOWN = {
  id: erasures.id,
  status: erasures.status,
  outcome: erasures.outcome,
  createdAt: erasures.createdAt,
  doneAt: erasures.doneAt,
};

/** Erasures of the workspace, newest first. */
export async function listErasures(
  context: Context,
  { limit, after }: PageRequest,
): Promise<Page<ErasureView>> {
  const rows = await transact(context, (tx) =>
    tx
      .select(SHOWN)
      .from(erasures)
      .where(
        and(
          eq(erasures.workspaceId, context.workspaceId),
          after ? lt(erasures.id, after as ErasureId) : undefined,
        ),
      )
      .orderBy(desc(erasures.id))
      .limit(limit + 1),
  );
  return cutPage(rows.map(viewErasure), limit, ({ id }) => id);
}

/** One erasure of the workspace, or null. */
export async function findErasure(context: Context, id: ErasureId): Promise<ErasureView | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select(SHOWN)
      .from(erasures)
      .where(and(eq(erasures.workspaceId, context.workspaceId), eq(erasures.id, id))),
  );
  return row ? viewErasure(row) : null;
}

/** Shows a row. */
export function viewErasure({
  id,
  status,
  createdAt,
  doneAt,
  outcome,
}: Omit<ErasureView, "erased"> & { readonly outcome: unknown }): ErasureView {
  return { id, status, createdAt, doneAt, erased: countsOf(outcome as ErasureProgress) };
}
