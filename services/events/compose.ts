import { eventBody } from "../../core/events/event-body.ts";
import type { OutgoingRequest } from "../../core/events/outgoing.ts";
import { type EnvelopeKeys, openJson } from "../../platform/envelope.ts";
import { signWebhook } from "../../platform/webhook-signature.ts";
import type { Context } from "../shared/context.ts";
import type { Claimed } from "./claim-deliveries.ts";
import { type EventTarget, secretPlace } from "./targets.ts";

/** The messages for a webhook endpoint, signed at this instant; while a secret is changed over, under both. */
export async function composeWebhooks(
  { workspaceId, now }: Context,
  target: EventTarget,
  claimed: readonly Claimed[],
  keys: EnvelopeKeys,
): Promise<readonly OutgoingRequest[]> {
  const isOverlap = target.earlierUntil !== null && target.earlierUntil > now;
  const sealed = [target.sealedSecret, isOverlap ? target.sealedEarlierSecret : null];
  const secrets = await Promise.all(
    sealed.flatMap((text) =>
      text === null ? [] : openJson<string>(text, { keys, place: secretPlace(target) }),
    ),
  );
  return claimed.map(({ eventId: id, type, data, createdAt }) => {
    const body = JSON.stringify(eventBody({ id, workspaceId, type, data, createdAt }));
    const timestamp = Math.floor(now.getTime() / 1000);
    const signed = signWebhook(secrets, { id, timestamp, body });
    const headers = { "content-type": "application/json", "user-agent": "Tributary-Webhooks/1", ...signed };
    return { method: "POST", url: target.url, headers, body };
  });
}
