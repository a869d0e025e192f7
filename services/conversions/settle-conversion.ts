import { and, eq } from "drizzle-orm";
import type { Hmac } from "../../core/link/click-id.ts";
import type { ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { conversions, workspaces } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { assembleJourney } from "./assemble-journey.ts";
import { decideConversion } from "./decide-conversion.ts";
import {
  type AcceptedConversion,
  type ConversionRow,
  lockConversion,
  recordConversion,
} from "./record-conversion.ts";

/** Longest pause between two looks at a conversion that waits for its click. */
const RETRY_SECONDS_MAX = 300;

/**
 * What became of a conversion. `waiting`: a click it names, proven by its signature, is not here yet;
 * it is looked at again after `retrySeconds`. `exists`: it was decided before.
 */
export type Settlement =
  | { readonly kind: "decided" | "exists" | "conflict" }
  | { readonly kind: "waiting"; readonly retrySeconds: number };

/**
 * Takes an accepted conversion to its one terminal reason code: journey, decision, fraud score,
 * commissions and journals, in one transaction. Delivered twice, or at once, it counts once.
 */
export function settleConversion(
  context: Context,
  accepted: AcceptedConversion,
  hmacs: readonly Hmac[],
): Promise<Settlement> {
  return transact(context, async (tx) => {
    const row = await recordConversion(tx, context, accepted);
    return row === "conflict" ? { kind: "conflict" } : settleRow(tx, context, row, hmacs);
  });
}

/** Looks again at a conversion that waits. */
export function settleWaiting(
  context: Context,
  conversionId: ConversionId,
  hmacs: readonly Hmac[],
): Promise<Settlement> {
  return transact(context, async (tx) => {
    const row = await lockConversion(tx, context, conversionId);
    return row ? settleRow(tx, context, row, hmacs) : { kind: "exists" };
  });
}

async function settleRow(
  tx: Db,
  context: Context,
  row: ConversionRow,
  hmacs: readonly Hmac[],
): Promise<Settlement> {
  if (row.status !== "received") return { kind: "exists" };
  const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, context.workspaceId));
  const waitUntilMs = row.receivedAt.getTime() + (workspace?.clickWaitSeconds ?? 0) * 1000;
  const mayWait = context.now.getTime() < waitUntilMs;
  const journey = await assembleJourney(tx, context, row, { hmacs, mayWait });
  if (journey === "waiting") return wait(tx, context, row);
  await decideConversion(tx, context, row, journey, workspace?.fraudThreshold ?? 0);
  return { kind: "decided" };
}

async function wait(tx: Db, context: Context, row: ConversionRow): Promise<Settlement> {
  const retrySeconds = Math.min(2 ** (row.attempts + 1), RETRY_SECONDS_MAX);
  await tx
    .update(conversions)
    .set({ attempts: row.attempts + 1, retryAt: new Date(context.now.getTime() + retrySeconds * 1000) })
    .where(and(eq(conversions.workspaceId, context.workspaceId), eq(conversions.id, row.id)));
  return { kind: "waiting", retrySeconds };
}
