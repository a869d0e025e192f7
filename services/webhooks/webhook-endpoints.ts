import { assert } from "../../core/shared/assert.ts";
import type { WebhookEndpointId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { type EnvelopeKeys, openJson, sealJson } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { newWebhookSecret } from "../../platform/webhook-signature.ts";
import { type EarlierSecret, earlierSecrets } from "../events/earlier-secrets.ts";
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
import type { Conflict, NotFound, Problem } from "../shared/problems.ts";

/** How long a secret that was replaced signs as well. */
const OVERLAP_MS = 86_400_000;
/** Secrets that sign at once, the new one among them. */
const SECRETS_MAX = 5;

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

/**
 * Gives an endpoint another secret. Each that was replaced signs for a day more, so that nothing is refused while receivers
 * change over; where that would be too many, it is refused.
 */
export function rotateSecret(
  context: Context,
  id: WebhookEndpointId,
  keys: EnvelopeKeys,
): Promise<Result<MadeEndpoint, NotFound | Conflict>> {
  return transact(context, async (tx) => {
    const before = await lockTarget(tx, context, { id, kind: "webhook" });
    if (!before) return fail({ code: "not_found", param: null });
    const earlier = await replacedNow(context, before, keys);
    if (earlier.length >= SECRETS_MAX) return fail(TOO_MANY_SECRETS);
    const place = secretPlace(before);
    const secret = newWebhookSecret();
    const change = {
      sealedSecret: await sealJson(secret, { keys, place }),
      sealedEarlierSecret: await sealJson(earlier, { keys, place }),
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

/**
 * What signs beside a new secret: the one it replaces, and those before that are within their day. What cannot be opened any more,
 * its key gone, signs nothing, and is left out: a new secret is how such an endpoint is mended.
 */
async function replacedNow(
  { now }: Context,
  before: EventTarget,
  keys: EnvelopeKeys,
): Promise<readonly EarlierSecret[]> {
  assert(before.sealedSecret !== null, "a webhook endpoint has a secret");
  const replaced = openJson<string>(before.sealedSecret, { keys, place: secretPlace(before) });
  const untilMs = now.getTime() + OVERLAP_MS;
  const [last, earlier] = await Promise.all([
    replaced.then((secret) => [{ secret, untilMs }]).catch(() => []),
    earlierSecrets(before, { keys, now }).catch(() => []),
  ]);
  return [...earlier, ...last];
}

const TOO_MANY_SECRETS: Conflict = {
  ...{ code: "conflict", param: "id" },
  message: `is of an endpoint that has ${SECRETS_MAX} secrets already: each that was replaced signs for a day`,
};
