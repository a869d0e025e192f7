import { and, eq, sql } from "drizzle-orm";
import type { PersonMailId } from "../../core/shared/id.ts";
import { noticeRetryMs } from "../../core/shared/notice-retry.ts";
import type { Db } from "../../db/client.ts";
import { personMails } from "../../db/schema/index.ts";
import { type EnvelopeKeys, openJson } from "../../platform/envelope.ts";
import type { Mail } from "../notices/add-notices.ts";
import { MailRefused, type MailSender } from "../notices/send-notices.ts";
import { byProof } from "./by-proof.ts";
import { personMailPlace } from "./mails.ts";

/** Most mails of one run. */
const MAILS_PER_RUN_MAX = 200;
/** Longer than a run takes: what a run that died had in hand comes again after that. */
const LEASE_MS = 600_000;

type Run = { readonly db: Db; readonly now: Date; readonly keys: EnvelopeKeys; readonly sender: MailSender };
type Taken = { readonly id: PersonMailId; readonly sealed: string; readonly attempts: number };

/**
 * Sends the mails to people that are due, each at least once under a key of its own, as `sendDueNotices` does those of
 * workspaces. Runs at once share the mails among them.
 */
export async function sendPersonMails(run: Run): Promise<{ readonly sent: number; readonly failed: number }> {
  const taken = await takeDue(run);
  let sent = 0;
  for (const mail of taken) {
    const problem = await trySend(run, mail);
    await settle(run, mail, problem);
    if (problem === null) sent += 1;
  }
  return { sent, failed: taken.length - sent };
}

/** Counts a try of each before it is made. Rows stand alone, so one that another run has is left to it. */
async function takeDue({ db, now }: Run): Promise<readonly Taken[]> {
  const { rows } = await byProof(
    db,
    { mailer: "on" },
    async (tx) =>
      (await tx.execute(sql`
        update person_mails set attempts = person_mails.attempts + 1,
               due_at = ${new Date(now.getTime() + LEASE_MS).toISOString()}::timestamptz
          from (select id from person_mails where status = 'waiting' and due_at <= ${now.toISOString()}::timestamptz
                 order by due_at, id limit ${MAILS_PER_RUN_MAX} for update skip locked) as due
         where person_mails.id = due.id
        returning person_mails.id, person_mails.sealed, person_mails.attempts`)) as unknown as {
        rows: Taken[];
      },
  );
  return rows;
}

/** Null where it was sent, else why not, in a word that tells nothing of recipient or text. */
async function trySend({ keys, sender }: Run, { id, sealed }: Taken): Promise<string | null> {
  try {
    await sender.send(id, await openJson<Mail>(sealed, { keys, place: personMailPlace(id) }));
    return null;
  } catch (error) {
    return error instanceof MailRefused ? error.message : "unreachable";
  }
}

async function settle({ db, now }: Run, { id, attempts }: Taken, problem: string | null): Promise<void> {
  const retryMs = noticeRetryMs(attempts);
  const change =
    problem === null
      ? { status: "sent" as const, sentAt: now, problem: null }
      : retryMs === null
        ? { status: "failed" as const, problem }
        : { dueAt: new Date(now.getTime() + retryMs), problem };
  await byProof(db, { mailer: "on" }, (tx) =>
    tx
      .update(personMails)
      .set(change)
      .where(and(eq(personMails.id, id), eq(personMails.status, "waiting"))),
  );
}
