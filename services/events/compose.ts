import { eventBody } from "../../core/events/event-body.ts";
import type { OutgoingRequest } from "../../core/events/outgoing.ts";
import { assert } from "../../core/shared/assert.ts";
import { type EnvelopeKeys, openJson } from "../../platform/envelope.ts";
import { signWebhook } from "../../platform/webhook-signature.ts";
import type { Context } from "../shared/context.ts";
import type { Claimed } from "./claim-deliveries.ts";
import { earlierSecrets } from "./earlier-secrets.ts";
import { type EventTarget, secretPlace } from "./targets.ts";

/** The messages for a webhook endpoint, signed at this instant; while secrets are changed over, under each of them. */
export async function composeWebhooks(
  { workspaceId, now }: Context,
  target: EventTarget,
  claimed: readonly Claimed[],
  keys: EnvelopeKeys,
): Promise<readonly OutgoingRequest[]> {
  const { sealedSecret } = target;
  assert(sealedSecret !== null, "a webhook endpoint has a secret");
  const secrets = [
    await openJson<string>(sealedSecret, { keys, place: secretPlace(target) }),
    ...(await earlierSecrets(target, { keys, now })).map(({ secret }) => secret),
  ];
  return claimed.map(({ eventId: id, type, data, createdAt }) => {
    const body = JSON.stringify(eventBody({ id, workspaceId, type, data, createdAt }));
    const timestamp = Math.floor(now.getTime() / 1000);
    const signed = signWebhook(secrets, { id, timestamp, body });
    const headers = { "content-type": "application/json", "user-agent": "Tributary-Webhooks/1", ...signed };
    return { method: "POST", url: target.url, headers, body };
  });
}
