import { and, count, eq } from "drizzle-orm";
import type { WebhookEndpointId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { eventTargets } from "../../db/schema/index.ts";
import { type EnvelopeKeys, sealJson } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { newWebhookSecret } from "../../platform/webhook-signature.ts";
import { changeTarget, type TargetChange, type TargetInput } from "../events/change-target.ts";
import { addressMessage, type Guard } from "../events/judge-address.ts";
import { hostOf } from "../events/shown-changes.ts";
import { type EventTarget, lockTarget, secretPlace, updateTarget } from "../events/targets.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";

/** Endpoints a workspace may have; each event is told to each of them. */
const ENDPOINTS_MAX = 50;
/** How long the secret before signs as well. */
const OVERLAP_MS = 86_400_000;

/** An endpoint, and its secret, which is shown once. */
export type MadeEndpoint = { readonly endpoint: EventTarget; readonly secret: string };

/** Sets an endpoint up: from now on every event of its types is told to it. */
export async function createEndpoint(
  context: Context,
  input: TargetInput,
  { keys, guard }: { readonly keys: EnvelopeKeys; readonly guard: Guard },
): Promise<Result<MadeEndpoint, Invalid>> {
  const message = await addressMessage(input.url, guard);
  if (message !== null) return fail({ code: "invalid", param: "url", message });
  return transact(context, async (tx) => {
    const { workspaceId, now } = context;
    const isEndpoint = and(eq(eventTargets.workspaceId, workspaceId), eq(eventTargets.kind, "webhook"));
    const [had] = await tx.select({ endpoints: count() }).from(eventTargets).where(isEndpoint);
    if ((had?.endpoints ?? 0) >= ENDPOINTS_MAX) {
      const tooMany = `would be one more than the ${ENDPOINTS_MAX} a workspace may have`;
      return fail({ code: "invalid", param: "url", message: tooMany });
    }
    const id = newId("whe", now.getTime());
    const secret = newWebhookSecret();
    const sealedSecret = await sealJson(secret, { keys, place: secretPlace({ workspaceId, id }) });
    const [endpoint] = await tx
      .insert(eventTargets)
      .values({ ...input, workspaceId, id, kind: "webhook", sealedSecret, createdAt: now, updatedAt: now })
      .returning();
    if (!endpoint) throw new Error("an endpoint was not written");
    await audit(tx, context, [
      {
        action: "webhook_endpoint.created",
        subjectId: id,
        change: { host: hostOf(endpoint), types: input.types },
      },
    ]);
    return ok({ endpoint, secret });
  });
}

/** Changes an endpoint. One that is disabled gets nothing, also not what happened meanwhile. */
export function updateEndpoint(
  context: Context,
  id: WebhookEndpointId,
  change: TargetChange,
  guard: Guard,
): Promise<Result<EventTarget, NotFound | Invalid>> {
  return changeTarget(context, { id, kind: "webhook" }, change, (url) => addressMessage(url, guard));
}

/** Gives an endpoint another secret. For a day both sign, so that nothing is refused while the receiver changes over. */
export function rotateSecret(
  context: Context,
  id: WebhookEndpointId,
  keys: EnvelopeKeys,
): Promise<Result<MadeEndpoint, NotFound>> {
  return transact(context, async (tx) => {
    const before = await lockTarget(tx, context, { id, kind: "webhook" });
    if (!before) return fail({ code: "not_found", param: null });
    const secret = newWebhookSecret();
    const change = {
      sealedSecret: await sealJson(secret, { keys, place: secretPlace(before) }),
      sealedEarlierSecret: before.sealedSecret,
      earlierUntil: new Date(context.now.getTime() + OVERLAP_MS),
    };
    const endpoint = await updateTarget(tx, context, { before, change });
    const earlierUntil = change.earlierUntil.toISOString();
    await audit(tx, context, [
      { action: "webhook_endpoint.updated", subjectId: id, change: { secret: "rotated", earlierUntil } },
    ]);
    return ok({ endpoint, secret });
  });
}
