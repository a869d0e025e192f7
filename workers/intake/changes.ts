import type { Context } from "hono";
import type { ChangeAccepted, ChangeRequest } from "../../contracts/change.ts";
import { errorResponse } from "../shared/errors.ts";
import { acceptChange } from "./accept-conversion.ts";
import { authenticate } from "./authenticate.ts";
import type { IntakeBindings } from "./env.ts";
import { type IntakeMemory, keyCheckOf } from "./memory.ts";
import { changeMessageOf, conversionOfPath, noConversion, readChange, readRefund } from "./read-change.ts";

/**
 * Takes a change of a conversion and answers 202 once the queue or the bucket holds it, whether or not its
 * conversion is here. What it takes back is worked out later. A repeat is answered with the same bytes.
 */
export function takeChange(c: Context<IntakeBindings>, memory: IntakeMemory): Promise<Response> {
  return take(c, memory, readChange);
}

/** As `takeChange`, for what is a refund by its path. */
export function takeRefund(c: Context<IntakeBindings>, memory: IntakeMemory): Promise<Response> {
  return take(c, memory, readRefund);
}

async function take(
  c: Context<IntakeBindings>,
  memory: IntakeMemory,
  read: (request: Request, nowMs: number) => Promise<ChangeRequest>,
): Promise<Response> {
  const check = keyCheckOf(c.env, memory);
  const key = await authenticate(c.req.raw, { ...check, scope: "conversions:write" });
  const conversionId = conversionOfPath(c.req.param("id") ?? "", key.workspace_id);
  if (conversionId === null) throw noConversion();
  const change = await read(c.req.raw, check.nowMs);
  const message = changeMessageOf(change, {
    conversionId,
    workspaceId: key.workspace_id,
    keyId: key.key_id,
    receivedAtMs: check.nowMs,
    requestId: c.get("requestId"),
  });
  switch (await acceptChange(message, c.env)) {
    case "conflict": {
      const problem = "was used before, by a change of this conversion that differs from this one";
      return errorResponse(c, "change_conflict", `external_id ${problem}.`, [
        { param: "external_id", code: "change_conflict", message: problem },
      ]);
    }
    case "refused":
      return errorResponse(c, "unavailable", "The change cannot be kept right now. Please send it again.");
    case "accepted":
      return c.json(
        {
          id: message.id,
          object: "change",
          status: "accepted",
          conversion_id: conversionId,
          external_id: change.external_id,
        } satisfies ChangeAccepted,
        202,
      );
  }
}
