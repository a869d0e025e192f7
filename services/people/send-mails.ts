import { and, eq, sql } from "drizzle-orm";
import type { PersonMailId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { personMails } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { LEASE_MS, type MailSender, sendTaken, type TakenMail } from "../notices/send-mails.ts";
import { byProof } from "./by-proof.ts";
import { personMailPlace } from "./mails.ts";

/** Most mails of one run. */
const MAILS_PER_RUN_MAX = 200;

type Run = { readonly db: Db; readonly now: Date; readonly keys: EnvelopeKeys; readonly sender: MailSender };
type Taken = TakenMail<PersonMailId>;

/**
 * Sends the mails to people that are due, each at least once under a key of its own, as `sendDueNotices` does those of
 * workspaces. Runs at once share the mails among them.
 */
export async function sendPersonMails(run: Run): Promise<{ readonly sent: number; readonly failed: number }> {
  const { db, now, keys, sender } = run;
  return sendTaken(await takeDue(run), {
    ...{ now, keys, sender, place: personMailPlace },
    settle: async (id, change) => {
      await byProof(db, { mailer: "on" }, (tx) =>
        tx
          .update(personMails)
          .set(change)
          .where(and(eq(personMails.id, id), eq(personMails.status, "waiting"))),
      );
    },
  });
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
