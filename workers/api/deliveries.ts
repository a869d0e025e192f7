import * as z from "zod/mini";
import type { EventId, EventTargetId } from "../../core/shared/id.ts";
import { listAttempts, listDeliveries } from "../../services/events/deliveries.ts";
import type { Context } from "../../services/shared/context.ts";
import { listBody, pageParams, pageRequest } from "./list.ts";
import { orNotFound } from "./params.ts";
import { showAttempt, showDelivery } from "./views/event.ts";

/** Which deliveries of a target are listed. */
export const deliveriesQuery = z.strictObject({
  ...pageParams,
  status: z.optional(z.enum(["waiting", "delivered", "failed"])),
});

/** The list of what was told to a target. */
export async function answerDeliveries(
  context: Context,
  id: EventTargetId,
  { status, ...paging }: z.output<typeof deliveriesQuery>,
): Promise<Response> {
  const page = pageRequest(paging);
  return Response.json(listBody(await listDeliveries(context, id, { ...page, status }), showDelivery));
}

/** The list of attempts of a delivery, which is whole: a delivery has few. */
export async function answerAttempts(
  context: Context,
  targetId: EventTargetId,
  eventId: EventId,
): Promise<Response> {
  const rows = orNotFound(await listAttempts(context, targetId, eventId));
  return Response.json(listBody({ rows, nextAfter: null }, showAttempt));
}
