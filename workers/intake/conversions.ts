import type { Context } from "hono";
import type { ConversionAccepted } from "../../contracts/conversion.ts";
import type { PublishedKey } from "../../contracts/published.ts";
import { errorResponse } from "../shared/errors.ts";
import type { PublishedStore } from "../shared/published-store.ts";
import { acceptConversion } from "./accept-conversion.ts";
import { authenticate } from "./authenticate.ts";
import { type IntakeBindings, pepperOf } from "./env.ts";
import { conversionMessageOf, readConversion } from "./read-conversion.ts";

/**
 * Takes a conversion and answers 202 once the queue or the bucket holds it. Deciding who earns comes
 * later. A repeat is answered with the same bytes.
 */
export async function takeConversion(
  c: Context<IntakeBindings>,
  { keys, now }: { readonly keys: PublishedStore<PublishedKey>; readonly now: () => number },
): Promise<Response> {
  const request = c.req.raw;
  const pepper = pepperOf(c.env);
  const scope = "conversions:write";
  const key = await authenticate(request, { keys, kv: c.env.PUBLISHED, pepper, scope, nowMs: now() });
  const conversion = await readConversion(request, now());
  const message = conversionMessageOf(conversion, {
    workspaceId: key.workspace_id,
    keyId: key.key_id,
    receivedAtMs: now(),
    requestId: c.get("requestId"),
  });
  switch (await acceptConversion(message, c.env)) {
    case "conflict": {
      const problem = "was used before, by a conversion that differs from this one";
      return errorResponse(c, "conversion_conflict", `external_id ${problem}.`, [
        { param: "external_id", code: "conversion_conflict", message: problem },
      ]);
    }
    case "refused":
      return errorResponse(
        c,
        "unavailable",
        "The conversion cannot be kept right now. Please send it again.",
      );
    case "accepted": {
      const { external_id } = conversion;
      const accepted: ConversionAccepted = {
        id: message.id,
        object: "conversion",
        status: "accepted",
        external_id,
      };
      return c.json(accepted, 202);
    }
  }
}
