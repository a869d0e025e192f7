import { noticeRetryMs } from "../../core/shared/notice-retry.ts";
import { type EnvelopeKeys, openJson } from "../../platform/envelope.ts";
import type { Mail } from "./add-notices.ts";

/** What sends mail. Throws where it did not; what comes again under a key is sent once. */
export interface MailSender {
  /** @param key the same for every try of one mail */
  send(key: string, mail: Mail): Promise<void>;
}

/** That the mail service answered, and did not take the mail. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  constructor(status: number) {
    super(`status_${status}`);
  }
}

/** Longer than a run takes: what a run that died had in hand comes again after that. */
export const LEASE_MS = 600_000;

/** A mail of an outbox whose next try was counted before it is made. */
export type TakenMail<Id extends string> = {
  readonly id: Id;
  readonly sealed: string;
  readonly attempts: number;
};

/** What becomes of a row of an outbox by a try. */
export type AfterTry =
  | { readonly status: "sent"; readonly sentAt: Date; readonly problem: null }
  | { readonly status: "failed"; readonly problem: string }
  | { readonly dueAt: Date; readonly problem: string };

/** What an outbox sends with, and how it writes down what came of it. */
export type Outbox<Id extends string> = {
  readonly now: Date;
  readonly keys: EnvelopeKeys;
  readonly sender: MailSender;
  /** Where a mail is sealed for. */
  readonly place: (id: Id) => string;
  readonly settle: (id: Id, change: AfterTry) => Promise<void>;
};

/**
 * Sends mails one after the other and writes down after each what came of it: one that was sent and not written down as
 * such is sent again, under the same key.
 *
 * @returns how many were sent, and how many could not be
 */
export async function sendTaken<Id extends string>(
  taken: readonly TakenMail<Id>[],
  outbox: Outbox<Id>,
): Promise<{ readonly sent: number; readonly failed: number }> {
  let sent = 0;
  for (const mail of taken) {
    const problem = await trySend(mail, outbox);
    await outbox.settle(mail.id, afterTry(problem, mail.attempts, outbox.now));
    if (problem === null) sent += 1;
  }
  return { sent, failed: taken.length - sent };
}

/** Null where it was sent, else why not, in a word that tells nothing of recipient or text. */
async function trySend<Id extends string>(
  { id, sealed }: TakenMail<Id>,
  { keys, sender, place }: Outbox<Id>,
): Promise<string | null> {
  try {
    await sender.send(id, await openJson<Mail>(sealed, { keys, place: place(id) }));
    return null;
  } catch (error) {
    return error instanceof MailRefused ? error.message : "unreachable";
  }
}

function afterTry(problem: string | null, attempts: number, now: Date): AfterTry {
  if (problem === null) return { status: "sent", sentAt: now, problem };
  const retryMs = noticeRetryMs(attempts);
  return retryMs === null
    ? { status: "failed", problem }
    : { dueAt: new Date(now.getTime() + retryMs), problem };
}
