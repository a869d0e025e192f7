import { and, eq, inArray } from "drizzle-orm";
import type { PayoutMethod } from "../../core/payout/method.ts";
import type { PayoutMethodId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { payoutMethods } from "../../db/schema/index.ts";
import { type EnvelopeKeys, openJson } from "../../platform/envelope.ts";
import type { Context } from "../shared/context.ts";
import { methodPlace } from "./payout-methods.ts";

/** Most envelopes that are opened at a time. */
const OPENED_AT_ONCE = 500;

/**
 * Opens the methods that payouts are frozen to, for the provider's order and nothing else: what this gives is never
 * stored, logged or shown. Throws where one is not there or does not open.
 */
export async function openPayoutMethods(
  tx: Db,
  { workspaceId }: Context,
  keys: EnvelopeKeys,
  ids: readonly PayoutMethodId[],
): Promise<ReadonlyMap<PayoutMethodId, PayoutMethod>> {
  const wanted = [...new Set(ids)];
  const opened = new Map<PayoutMethodId, PayoutMethod>();
  for (let at = 0; at < wanted.length; at += OPENED_AT_ONCE) {
    const some = wanted.slice(at, at + OPENED_AT_ONCE);
    const rows = await tx
      .select({ id: payoutMethods.id, sealed: payoutMethods.sealed })
      .from(payoutMethods)
      .where(and(eq(payoutMethods.workspaceId, workspaceId), inArray(payoutMethods.id, some)));
    if (rows.length !== some.length) throw new Error("a payout names a method that is not there");
    const methods = await Promise.all(
      rows.map(({ id, sealed }) =>
        openJson<PayoutMethod>(sealed, { keys, place: methodPlace({ workspaceId, id }) }),
      ),
    );
    rows.forEach(({ id }, index) => void opened.set(id, methods[index] as PayoutMethod));
  }
  return opened;
}
