import type { Mail } from "../../services/notices/add-notices.ts";
import { sendDueNotices } from "../../services/notices/send-notices.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import { ENVELOPE_KEYS } from "./envelope-keys.ts";
import { asOwner, contextOf } from "./sample.ts";

/** Sends the notices of a shop that are due, and gives them as a mail service takes them. */
export async function sendNotices(shop: Pick<ApiWithSample, "database" | "sample">): Promise<Mail[]> {
  const mails: Mail[] = [];
  const sender = { send: async (_: string, mail: Mail) => void mails.push(mail) };
  await asOwner(shop.database.ownerUrl, (db) =>
    sendDueNotices(contextOf(db, shop.sample.workspaceId), { keys: ENVELOPE_KEYS, sender }),
  );
  return mails;
}
