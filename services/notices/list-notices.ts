import { and, desc, eq, lt } from "drizzle-orm";
import type { NoticeId } from "../../core/shared/id.ts";
import { notices } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";

type NoticeRow = typeof notices.$inferSelect;
/** A notice as it may be shown: neither whom it is to nor what it says. */
export type NoticeView = Omit<NoticeRow, "sealed">;

/** Notices of the workspace, newest first. */
export function listNotices(
  context: Context,
  { status }: { readonly status?: NoticeRow["status"] | undefined },
  { limit, after }: PageRequest,
): Promise<Page<NoticeView>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(notices)
      .where(
        and(
          eq(notices.workspaceId, context.workspaceId),
          status ? eq(notices.status, status) : undefined,
          after ? lt(notices.id, after as NoticeId) : undefined,
        ),
      )
      .orderBy(desc(notices.id))
      .limit(limit + 1);
    return cutPage(
      rows.map(({ sealed: _sealed, ...shown }) => shown),
      limit,
      ({ id }) => id,
    );
  });
}
