import type { Hmac } from "../../core/link/click-id.ts";
import { assert } from "../../core/shared/assert.ts";
import type { ConversionId } from "../../core/shared/id.ts";
import type { Context } from "../shared/context.ts";
import type { AcceptedConversion } from "./accepted-conversion.ts";
import { type Settlement, settleConversions, settleWaitingConversions } from "./settle-conversions.ts";

/** Takes one accepted conversion to its terminal reason code: a batch of one. */
export async function settleConversion(
  context: Context,
  accepted: AcceptedConversion,
  hmacs: readonly Hmac[],
): Promise<Settlement> {
  const { requestId } = context;
  return only(await settleConversions(context, [{ accepted, requestId }], hmacs));
}

/** Looks again at one conversion that waits. */
export async function settleWaiting(
  context: Context,
  id: ConversionId,
  hmacs: readonly Hmac[],
): Promise<Settlement> {
  const { requestId } = context;
  return only(await settleWaitingConversions(context, [{ id, requestId }], hmacs));
}

function only([settlement]: readonly Settlement[]): Settlement {
  assert(settlement !== undefined, "one conversion has one settlement");
  return settlement;
}
