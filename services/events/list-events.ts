import { and, desc, eq, lt } from "drizzle-orm";
import type { EventType } from "../../core/events/catalogue.ts";
import type { EventId } from "../../core/shared/id.ts";
import { events } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";

/** An event as it is stored. */
export type EventRow = typeof events.$inferSelect;

/** Events of the workspace, newest first. */
export function listEvents(
  context: Context,
  { type, subjectId }: { readonly type?: EventType | undefined; readonly subjectId?: string | undefined },
  { limit, after }: PageRequest,
): Promise<Page<EventRow>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(events)
      .where(
        and(
          eq(events.workspaceId, context.workspaceId),
          type ? eq(events.type, type) : undefined,
          subjectId ? eq(events.subjectId, subjectId) : undefined,
          after ? lt(events.id, after as EventId) : undefined,
        ),
      )
      .orderBy(desc(events.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One event of the workspace, or null. */
export async function getEvent(context: Context, id: EventId): Promise<EventRow | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(events)
      .where(and(eq(events.workspaceId, context.workspaceId), eq(events.id, id))),
  );
  return row ?? null;
}
