import { MailRefused, type MailSender } from "../services/notices/send-mails.ts";
import type { FunctionsEnv } from "./env.ts";

/** How long the mail service may take. */
const LIMIT_MS = 20_000;

/**
 * Sends mail by a service's HTTP API: a POST of `{ from, to, subject, text }` with a bearer token, and an
 * `Idempotency-Key` by which it sends what comes again once (Resend's form, which others take too). Null where no
 * address is set: then nothing is sent, and notices wait.
 */
export function mailSender(
  env: Pick<FunctionsEnv, "MAIL_API_ADDRESS" | "MAIL_API_TOKEN" | "MAIL_FROM">,
): MailSender | null {
  if (env.MAIL_API_ADDRESS === "") return null;
  return {
    send: async (key, { to, subject, text }) => {
      const response = await fetch(env.MAIL_API_ADDRESS, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "idempotency-key": key,
          authorization: `Bearer ${env.MAIL_API_TOKEN}`,
        },
        body: JSON.stringify({ from: env.MAIL_FROM, to, subject, text }),
        redirect: "manual",
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      await response.body?.cancel();
      if (!response.ok) throw new MailRefused(response.status);
    },
  };
}
