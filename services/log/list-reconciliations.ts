import { and, desc, eq, lt } from "drizzle-orm";
import { clickReconciliations } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";

/** How the stores stood to each other in an hour, when they were last compared. */
export type ReconciliationView = Omit<typeof clickReconciliations.$inferSelect, "workspaceId">;

/** What a list of comparisons is narrowed to. */
export type ReconciliationFilter = { readonly isEqual?: boolean | undefined };

/** Comparisons of the workspace's hours, newest hour first. */
export async function listReconciliations(
  context: Context,
  { isEqual }: ReconciliationFilter,
  { limit, after }: PageRequest,
): Promise<Page<ReconciliationView>> {
  const rows = await transact(context, (tx) =>
    tx
      .select()
      .from(clickReconciliations)
      .where(
        and(
          eq(clickReconciliations.workspaceId, context.workspaceId),
          isEqual === undefined ? undefined : eq(clickReconciliations.isEqual, isEqual),
          after ? lt(clickReconciliations.hour, new Date(after)) : undefined,
        ),
      )
      .orderBy(desc(clickReconciliations.hour))
      .limit(limit + 1),
  );
  return cutPage(rows, limit, ({ hour }) => hour.toISOString());
}
