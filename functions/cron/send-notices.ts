import { parseEnvelopeKeys } from "../../platform/envelope.ts";
import { sendDueNotices } from "../../services/notices/send-notices.ts";
import { sendPersonMails } from "../../services/people/send-mails.ts";
import { mailSender } from "../mail-sender.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Sends the mails to people and then the notices that are due: who signs in waits for the first. */
export const sendNotices: Job = async (run) => {
  const sender = mailSender(run.env);
  if (!sender) return { notices: 0, notices_failed: 0 };
  const keys = parseEnvelopeKeys(run.env.ENVELOPE_KEYS);
  const mails = await sendPersonMails({ db: run.db, now: run.now, keys, sender });
  let failures = mails.failed;
  const sent = await forEachWorkspace(run, "system:send-notices", async (context) => {
    const { sent, failed } = await sendDueNotices(context, { keys, sender });
    failures += failed;
    return sent;
  });
  return { notices: mails.sent + sent, notices_failed: failures };
};
