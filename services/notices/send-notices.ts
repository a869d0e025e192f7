import { and, eq, sql } from "drizzle-orm";
import type { NoticeId } from "../../core/shared/id.ts";
import { noticeRetryMs } from "../../core/shared/notice-retry.ts";
import { notices } from "../../db/schema/index.ts";
import { type EnvelopeKeys, openJson } from "../../platform/envelope.ts";
import { type Context, transact } from "../shared/context.ts";
import { type Mail, noticePlace } from "./add-notices.ts";

/** What sends mail. Throws where it did not; what comes again under a key is sent once. */
export interface MailSender {
  /** @param key the same for every try of one mail */
  send(key: string, mail: Mail): Promise<void>;
}

/** Most notices of one run in a workspace. */
const NOTICES_PER_RUN_MAX = 50;
/** Longer than a run takes: what a run that died had in hand comes again after that. */
const LEASE_MS = 600_000;

/**
 * Sends what is due, each at least once: one that was sent and not written down as such is sent again, under the same
 * key. Runs at once share the notices among them.
 *
 * @returns how many were sent, and how many could not be
 */
export async function sendDueNotices(
  context: Context,
  { keys, sender }: { readonly keys: EnvelopeKeys; readonly sender: MailSender },
): Promise<{ readonly sent: number; readonly failed: number }> {
  let sent = 0;
  const taken = await takeDue(context);
  for (const notice of taken) {
    const problem = await trySend(context, notice, { keys, sender });
    await settle(context, notice, problem);
    if (problem === null) sent += 1;
  }
  return { sent, failed: taken.length - sent };
}

type Taken = { readonly id: NoticeId; readonly sealed: string; readonly attempts: number };

/** Counts a try of each before it is made. Rows stand alone, so one that another run has is left to it. */
async function takeDue(context: Context): Promise<readonly Taken[]> {
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
        returning notices.id, notices.sealed, notices.attempts`)) as unknown as { rows: Taken[] },
  );
  return rows;
}

/** Null where it was sent, else why not, in a word that tells nothing of recipient or text. */
async function trySend(
  { workspaceId }: Context,
  { id, sealed }: Taken,
  { keys, sender }: { readonly keys: EnvelopeKeys; readonly sender: MailSender },
): Promise<string | null> {
  try {
    const mail = await openJson<Mail>(sealed, { keys, place: noticePlace({ workspaceId, id }) });
    await sender.send(id, mail);
    return null;
  } catch (error) {
    return error instanceof MailRefused ? error.message : "unreachable";
  }
}

/** That the mail service answered, and did not take the mail. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  constructor(status: number) {
    super(`status_${status}`);
  }
}

async function settle(context: Context, { id, attempts }: Taken, problem: string | null): Promise<void> {
  const { workspaceId, now } = context;
  const retryMs = noticeRetryMs(attempts);
  const change =
    problem === null
      ? { status: "sent" as const, sentAt: now, problem: null }
      : retryMs === null
        ? { status: "failed" as const, problem }
        : { dueAt: new Date(now.getTime() + retryMs), problem };
  await transact(context, (tx) =>
    tx
      .update(notices)
      .set(change)
      .where(and(eq(notices.workspaceId, workspaceId), eq(notices.id, id), eq(notices.status, "waiting"))),
  );
}
