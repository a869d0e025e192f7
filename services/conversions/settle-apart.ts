import type { Hmac } from "../../core/link/click-id.ts";
import type { ConversionId } from "../../core/shared/id.ts";
import { isDatabaseAway } from "../../db/errors.ts";
import type { Context } from "../shared/context.ts";
import {
  type Settlement,
  settleConversions,
  settleWaitingConversions,
  type ToSettle,
} from "./settle-conversions.ts";

/** What became of a conversion, or why it could not be settled. */
export type SettledApart = Settlement | { readonly kind: "failed"; readonly error: unknown };

/**
 * Settles conversions of a workspace, and where one of them cannot be, the others all the same: a batch
 * that fails is halved until what is at fault is alone. While the database is away all of it fails.
 */
export function settleApart(
  context: Context,
  batch: readonly ToSettle[],
  hmacs: readonly Hmac[],
): Promise<readonly SettledApart[]> {
  return halve(batch, (part) => settleConversions(context, part, hmacs));
}

/** As `settleApart`, for conversions that wait. */
export function settleWaitingApart(
  context: Context,
  waiting: readonly { readonly id: ConversionId; readonly requestId: string }[],
  hmacs: readonly Hmac[],
): Promise<readonly SettledApart[]> {
  return halve(waiting, (part) => settleWaitingConversions(context, part, hmacs));
}

async function halve<Item>(
  batch: readonly Item[],
  settle: (part: readonly Item[]) => Promise<readonly Settlement[]>,
): Promise<readonly SettledApart[]> {
  try {
    return await settle(batch);
  } catch (error) {
    if (batch.length === 1 || isDatabaseAway(error)) return batch.map(() => ({ kind: "failed", error }));
    const half = batch.length >>> 1;
    const first = await halve(batch.slice(0, half), settle);
    return [...first, ...(await halve(batch.slice(half), settle))];
  }
}
