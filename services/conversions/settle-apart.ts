import type { Hmac } from "../../core/link/click-id.ts";
import { isDatabaseAway } from "../../db/errors.ts";
import type { Context } from "../shared/context.ts";
import { type Settlement, settleConversions, type ToSettle } from "./settle-conversions.ts";

/** What became of a conversion, or why it could not be settled. */
export type SettledApart = Settlement | { readonly kind: "failed"; readonly error: unknown };

/**
 * Settles conversions of a workspace, and where one of them cannot be, the others all the same: a batch
 * that fails is halved until what is at fault is alone. While the database is away all of it fails.
 */
export async function settleApart(
  context: Context,
  batch: readonly ToSettle[],
  hmacs: readonly Hmac[],
): Promise<readonly SettledApart[]> {
  try {
    return await settleConversions(context, batch, hmacs);
  } catch (error) {
    if (batch.length === 1 || isDatabaseAway(error)) return batch.map(() => ({ kind: "failed", error }));
    const half = Math.ceil(batch.length / 2);
    const first = await settleApart(context, batch.slice(0, half), hmacs);
    return [...first, ...(await settleApart(context, batch.slice(half), hmacs))];
  }
}
