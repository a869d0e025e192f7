import { and, asc, count, eq, gt } from "drizzle-orm";
import type { WebhookEndpointId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { eventTargets } from "../../db/schema/index.ts";
import { type EnvelopeKeys, sealJson } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { newWebhookSecret } from "../../platform/webhook-signature.ts";
import { addressMessage, type Guard } from "../events/judge-address.ts";
import { hostOf, shownChanges } from "../events/shown-changes.ts";
import {
  type EventTarget,
  isTarget,
  lockTarget,
  secretPlace,
  statusChange,
  updateTarget,
} from "../events/targets.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";

/** Endpoints a workspace may have; each event is told to each of them. */
const ENDPOINTS_MAX = 50;
/** How long the secret before signs as well. */
const OVERLAP_MS = 86_400_000;

/** What a merchant says of an endpoint. */
export type EndpointInput = Pick<EventTarget, "url" | "types" | "description" | "contactEmail">;
/** An endpoint, and its secret, which is shown once. */
export type MadeEndpoint = { readonly endpoint: EventTarget; readonly secret: string };
type EndpointId = WebhookEndpointId;

/** Sets an endpoint up: from now on every event of its types is told to it. */
export async function createEndpoint(
  context: Context,
  input: EndpointInput,
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
export async function updateEndpoint(
  context: Context,
  id: EndpointId,
  { status, ...input }: Partial<EndpointInput & Pick<EventTarget, "status">>,
  guard: Guard,
): Promise<Result<EventTarget, NotFound | Invalid>> {
  const message = input.url === undefined ? null : await addressMessage(input.url, guard);
  if (message !== null) return fail({ code: "invalid", param: "url", message });
  return transact(context, async (tx) => {
    const before = await lockTarget(tx, context, { id, kind: "webhook" });
    if (!before) return fail({ code: "not_found", param: null });
    const change = { ...input, ...statusChange(before, status) };
    if (changesNothing(before, change)) return ok(before);
    const after = await updateTarget(tx, context, { before, change });
    await audit(tx, context, [
      { action: "webhook_endpoint.updated", subjectId: id, change: shownChanges(before, after) },
    ]);
    return ok(after);
  });
}

/** Gives an endpoint another secret. For a day both sign, so that nothing is refused while the receiver changes over. */
export function rotateSecret(
  context: Context,
  id: EndpointId,
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

/** Endpoints of the workspace, oldest first. */
export function listEndpoints(context: Context, { limit, after }: PageRequest): Promise<Page<EventTarget>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(eventTargets)
      .where(
        and(
          eq(eventTargets.workspaceId, context.workspaceId),
          eq(eventTargets.kind, "webhook"),
          after ? gt(eventTargets.id, after as EndpointId) : undefined,
        ),
      )
      .orderBy(asc(eventTargets.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One endpoint of the workspace, or null. */
export async function getEndpoint(context: Context, id: EndpointId): Promise<EventTarget | null> {
  const [row] = await transact(context, (tx) => tx.select().from(eventTargets).where(isTarget(context, id)));
  return row ?? null;
}
