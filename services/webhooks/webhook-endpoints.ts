import type { WebhookEndpointId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { type EnvelopeKeys, sealJson } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { newWebhookSecret } from "../../platform/webhook-signature.ts";
import type { Guard } from "../events/judge-address.ts";
import { endpointResource } from "../events/target-resources.ts";
import {
  type EventTarget,
  lockTarget,
  secretPlace,
  type TargetInput,
  updateTarget,
} from "../events/targets.ts";
import { writeRow } from "../resources/write-rows.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { NotFound, Problem } from "../shared/problems.ts";

/** How long the secret before signs as well. */
const OVERLAP_MS = 86_400_000;

/** An endpoint, and its secret, which is shown once. */
export type MadeEndpoint = { readonly endpoint: EventTarget; readonly secret: string };

/** Sets an endpoint up: from now on every event of its types is told to it. */
export async function createEndpoint(
  context: Context,
  fields: TargetInput,
  { keys, guard }: { readonly keys: EnvelopeKeys; readonly guard: Guard },
): Promise<Result<MadeEndpoint, Problem>> {
  const id = newId("whe", context.now.getTime());
  const secret = newWebhookSecret();
  const place = secretPlace({ workspaceId: context.workspaceId, id });
  const sealedSecret = await sealJson(secret, { keys, place });
  const made = await writeRow(
    context,
    endpointResource,
    { kind: "create", id, fields: { ...fields, sealedSecret } },
    { guard },
  );
  return made.ok ? ok({ endpoint: made.value, secret }) : made;
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
