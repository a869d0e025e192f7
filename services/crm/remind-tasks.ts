import { sql } from "drizzle-orm";
import type { TaskId } from "../../core/shared/id.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { seesAffiliate } from "../members/assignments.ts";
import { addNotices } from "../notices/add-notices.ts";
import { type AuditEvent, audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { releaseTasks } from "./release-tasks.ts";

/** Most reminders of one run in a workspace. */
const TASKS_PER_RUN_MAX = 100;

type DueTask = {
  readonly id: TaskId;
  readonly title: string;
  readonly email: string;
  readonly dueAt: string;
  readonly remindAt: string;
};

/**
 * Takes tasks from those who are gone, and leaves a reminder to be sent to its assignee for each task whose time for that has come and that is not done: once for each time it is
 * set to, whoever runs at once. An agent is reminded of none whose affiliate it does not look after any more. Gives how many.
 */
export function remindTasks(context: Context, keys: EnvelopeKeys): Promise<number> {
  const { workspaceId, now } = context;
  const at = now.toISOString();
  return transact(context, async (tx) => {
    const released = await releaseTasks(tx, context);
    const { rows } = (await tx.execute(sql`
      update tasks set reminded_at = ${at}::timestamptz
        from (select tasks.id, people.email from tasks
                join members on members.id = tasks.assignee and members.status = 'active'
                join people on people.id = members.person_id
               where tasks.workspace_id = ${workspaceId} and remind_at <= ${at}::timestamptz and reminded_at is null
                 and done_at is null and tasks.archived_at is null
                 and ${seesAffiliate(context, sql`tasks.affiliate_id`)}
               order by remind_at, tasks.id limit ${TASKS_PER_RUN_MAX} for update of tasks skip locked) as due
       where tasks.workspace_id = ${workspaceId} and tasks.id = due.id
      returning tasks.id, title, due.email, due_at as "dueAt", remind_at as "remindAt"`)) as unknown as {
      rows: DueTask[];
    };
    const notices = rows.map(({ id, title, email, dueAt, remindAt }) => ({
      ...{ kind: "task_reminder", cause: `task_reminder ${id} ${new Date(remindAt).toISOString()}` },
      to: email,
      subject: `Due ${new Date(dueAt).toISOString().slice(0, 10)}: ${title}`,
      text: `${title}\n\nThis task is due at ${new Date(dueAt).toISOString()}.`,
    }));
    await addNotices(tx, context, keys, notices);
    const change = { remindedAt: { from: null, to: at } };
    const reminded = rows.map(
      ({ id, remindAt }): AuditEvent => ({
        ...{ action: "task.reminded", subjectId: id },
        change: { remindAt: new Date(remindAt).toISOString(), ...change },
      }),
    );
    await audit(tx, context, [...released, ...reminded]);
    return rows.length;
  });
}
