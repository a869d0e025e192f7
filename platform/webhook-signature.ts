import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { randomBytes } from "./random.ts";

/** Bytes of a secret: as many as its hash gives (Standard Webhooks 1.0.0 asks for 24 to 64). */
const SECRET_BYTES = 32;
const PREFIX = "whsec_";

/** A new secret of a webhook endpoint: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return `${PREFIX}${Buffer.from(randomBytes(SECRET_BYTES)).toString("base64")}`;
}

/** What is signed: the id of the message, the second it is sent in, and its body as it is. */
export type SignedMessage = { readonly id: string; readonly timestamp: number; readonly body: string };

/** Headers of a message signed under each of the secrets, as the Standard Webhooks 1.0.0 have them. */
export function signWebhook(
  secrets: readonly string[],
  { id, timestamp, body }: SignedMessage,
): Readonly<Record<string, string>> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
