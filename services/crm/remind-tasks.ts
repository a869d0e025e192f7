import { sql } from "drizzle-orm";
import type { TaskId } from "../../core/shared/id.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { addNotices } from "../notices/add-notices.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

/** Most reminders of one run in a workspace. */
const TASKS_PER_RUN_MAX = 100;

type DueTask = {
  readonly id: TaskId;
  readonly title: string;
  readonly assignee: string;
  readonly dueAt: string;
  readonly remindAt: string;
};

/**
 * Leaves a reminder to be sent for each task whose time for that has come and that is not done: once for each time it is
 * set to, whoever runs at once. Gives how many.
 */
export function remindTasks(context: Context, keys: EnvelopeKeys): Promise<number> {
  const { workspaceId, now } = context;
  const at = now.toISOString();
  return transact(context, async (tx) => {
    const { rows } = (await tx.execute(sql`
      update tasks set reminded_at = ${at}::timestamptz
        from (select id from tasks
               where workspace_id = ${workspaceId} and remind_at <= ${at}::timestamptz and reminded_at is null
                 and done_at is null and archived_at is null
               order by remind_at, id limit ${TASKS_PER_RUN_MAX} for update skip locked) as due
       where tasks.workspace_id = ${workspaceId} and tasks.id = due.id
      returning tasks.id, title, assignee, due_at as "dueAt", remind_at as "remindAt"`)) as unknown as {
      rows: DueTask[];
    };
    const notices = rows.map(({ id, title, assignee, dueAt, remindAt }) => ({
      ...{ kind: "task_reminder", cause: `task_reminder ${id} ${new Date(remindAt).toISOString()}` },
      to: assignee,
      subject: `Due ${new Date(dueAt).toISOString().slice(0, 10)}: ${title}`,
      text: `${title}\n\nThis task is due at ${new Date(dueAt).toISOString()}.`,
    }));
    await addNotices(tx, context, keys, notices);
    await audit(
      tx,
      context,
      rows.map(({ id }) => ({ action: "task.reminded", subjectId: id })),
    );
    return rows.length;
  });
}
