import { parseEnvelopeKeys } from "../../platform/envelope.ts";
import { sendDueNotices } from "../../services/notices/send-notices.ts";
import { mailSender } from "../mail-sender.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Sends the notices that are due. */
export const sendNotices: Job = async (run) => {
  const sender = mailSender(run.env);
  if (!sender) return { notices: 0, notices_failed: 0 };
  const keys = parseEnvelopeKeys(run.env.ENVELOPE_KEYS);
  let failures = 0;
  const sent = await forEachWorkspace(run, "system:send-notices", async (context) => {
    const { sent, failed } = await sendDueNotices(context, { keys, sender });
    failures += failed;
    return sent;
  });
  return { notices: sent, notices_failed: failures };
};
