import { sql } from "drizzle-orm";
import type { MemberId, TaskId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { AuditEvent } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";

/** Most tasks that one call takes from those who are gone; a cron takes the rest. */
const TASKS_PER_CALL_MAX = 500;

type Released = { readonly id: TaskId; readonly from: MemberId; readonly remindAt: string | null };

/**
 * Takes tasks that are not done from assignees who are members no more: they stay, are nobody's, and nobody is reminded of
 * them.
 *
 * @returns the acts, for the audit log
 */
export async function releaseTasks(tx: Db, { workspaceId, now }: Context): Promise<readonly AuditEvent[]> {
  const { rows } = (await tx.execute(sql`
    with gone as materialized (
      select tasks.id, tasks.assignee, tasks.remind_at from tasks
        join members on members.id = tasks.assignee and members.status = 'removed'
       where tasks.workspace_id = ${workspaceId} and tasks.done_at is null
       order by tasks.id limit ${TASKS_PER_CALL_MAX} for update of tasks skip locked)
    update tasks
       set assignee = null, remind_at = null, reminded_at = null, updated_at = ${now.toISOString()}::timestamptz
      from gone
     where tasks.workspace_id = ${workspaceId} and tasks.id = gone.id
    returning tasks.id, gone.assignee as "from", gone.remind_at as "remindAt"`)) as unknown as {
    rows: Released[];
  };
  return rows.map(({ id, from, remindAt }): AuditEvent => {
    const reminder = remindAt === null ? {} : { remindAt: { from: remindAt, to: null } };
    return {
      action: "task.updated",
      subjectId: id,
      change: { assigneeId: { from, to: null }, ...reminder },
    };
  });
}
