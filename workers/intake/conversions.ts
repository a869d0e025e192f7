import type { Context } from "hono";
import type { ConversionAccepted } from "../../contracts/conversion.ts";
import { errorResponse } from "../shared/errors.ts";
import { acceptConversion } from "./accept-conversion.ts";
import { authenticate } from "./authenticate.ts";
import type { IntakeBindings } from "./env.ts";
import { type IntakeMemory, keyCheckOf } from "./memory.ts";
import { conversionMessageOf, readConversion } from "./read-conversion.ts";

/**
 * Takes a conversion and answers 202 once the queue or the bucket holds it. Deciding who earns comes
 * later. A repeat is answered with the same bytes.
 */
export async function takeConversion(c: Context<IntakeBindings>, memory: IntakeMemory): Promise<Response> {
  const request = c.req.raw;
  const check = keyCheckOf(c.env, memory);
  const key = await authenticate(request, { ...check, scope: "conversions:write" });
  const conversion = await readConversion(request, check.nowMs);
  const message = conversionMessageOf(conversion, {
    workspaceId: key.workspace_id,
    keyId: key.key_id,
    receivedAtMs: check.nowMs,
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
