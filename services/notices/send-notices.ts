import { and, eq, sql } from "drizzle-orm";
import type { NoticeId } from "../../core/shared/id.ts";
import { notices } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { type Context, transact } from "../shared/context.ts";
import { noticePlace } from "./add-notices.ts";
import { LEASE_MS, type MailSender, sendTaken, type TakenMail } from "./send-mails.ts";

/** Most notices of one run in a workspace. */
const NOTICES_PER_RUN_MAX = 50;

/**
 * Sends what is due, each at least once (`sendTaken`). Runs at once share the notices among them.
 *
 * @returns how many were sent, and how many could not be
 */
export async function sendDueNotices(
  context: Context,
  { keys, sender }: { readonly keys: EnvelopeKeys; readonly sender: MailSender },
): Promise<{ readonly sent: number; readonly failed: number }> {
  const { workspaceId, now } = context;
  return sendTaken(await takeDue(context), {
    ...{ now, keys, sender, place: (id) => noticePlace({ workspaceId, id }) },
    settle: async (id, change) => {
      await transact(context, (tx) =>
        tx
          .update(notices)
          .set(change)
          .where(
            and(eq(notices.workspaceId, workspaceId), eq(notices.id, id), eq(notices.status, "waiting")),
          ),
      );
    },
  });
}

/** Counts a try of each before it is made. Rows stand alone, so one that another run has is left to it. */
async function takeDue(context: Context): Promise<readonly TakenMail<NoticeId>[]> {
  const { workspaceId, now } = context;
  const { rows } = await transact(
    context,
    async (tx) =>
      (await tx.execute(sql`
        update notices set attempts = notices.attempts + 1,
               due_at = ${new Date(now.getTime() + LEASE_MS).toISOString()}::timestamptz
          from (select id from notices
                 where workspace_id = ${workspaceId} and status = 'waiting' and due_at <= ${now.toISOString()}
                 order by due_at, id limit ${NOTICES_PER_RUN_MAX} for update skip locked) as due
         where notices.workspace_id = ${workspaceId} and notices.id = due.id
        returning notices.id, notices.sealed, notices.attempts`)) as unknown as {
        rows: TakenMail<NoticeId>[];
      },
  );
  return rows;
}
