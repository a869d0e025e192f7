import { and, eq, inArray, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { factsOfSeen } from "../../core/settlement/stored-facts.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { type Db, isAgents } from "../../db/client.ts";
import { affiliates, clicks, coupons } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import type { Explanation } from "./explanation.ts";
import { clickRowId } from "./waiting.ts";

/** What of a sale an agent or an affiliate sees. */
type Seen = {
  readonly affiliateIds: ReadonlySet<string>;
  /** As they travel. */
  readonly clickIds: ReadonlySet<string>;
  readonly isCouponSeen: boolean;
};

/**
 * An explanation as the transaction may tell it: to an agent nothing of affiliates that it does not look after. Their rows
 * are hidden by row-level security; this leaves out what the sale, its decision and traces keep of them as JSON. To an
 * affiliate, whom no such security binds, nothing of those by any other.
 */
export async function hideForeign(
  tx: Db,
  context: Context,
  { explanation, toldTo }: { readonly explanation: Explanation; readonly toldTo: AffiliateId | null },
): Promise<Explanation> {
  if (toldTo === null && !(await isAgents(tx))) return explanation;
  const seen = await findSeen(tx, context, { explanation, toldTo });
  const { conversion, waiting, decision, commissions, unearned } = explanation;
  const isClickSeen = (clickId: string) => seen.clickIds.has(clickId);
  return {
    ...explanation,
    conversion: {
      ...conversion,
      clickIds: conversion.clickIds.filter(isClickSeen),
      couponCode: seen.isCouponSeen ? conversion.couponCode : null,
    },
    waiting: waiting && { ...waiting, clickIds: waiting.clickIds.filter(isClickSeen) },
    decision: decision && {
      ...decision,
      clickProblems: decision.clickProblems.filter(({ clickId }) => isClickSeen(clickId)),
      commissionInputs:
        decision.commissionInputs &&
        factsOfSeen(decision.commissionInputs, (id) => seen.affiliateIds.has(id)),
    },
    commissions: commissions.map((each) => ({ ...each, trace: traceOfSeen(each.trace, seen) })),
    unearned: unearned.map((each) => ({ ...each, trace: traceOfSeen(each.trace, seen) })),
  };
}

/** What the transaction, or the one affiliate, sees of all that an explanation names. */
async function findSeen(
  tx: Db,
  { workspaceId }: Context,
  { explanation, toldTo }: { readonly explanation: Explanation; readonly toldTo: AffiliateId | null },
): Promise<Seen> {
  const { conversion, decision } = explanation;
  const isTold = (column: PgColumn) => (toldTo === null ? undefined : eq(column, toldTo));
  const lookedAfter = await tx
    .select({ id: affiliates.id })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, workspaceId), isTold(affiliates.id)));
  const named = conversion.clickIds.map((text) => ({ text, rowId: clickRowId(text) }));
  const rowIds = named.flatMap(({ rowId }) => rowId ?? []);
  const found = await tx
    .select({ id: clicks.id })
    .from(clicks)
    .where(and(eq(clicks.workspaceId, workspaceId), inArray(clicks.id, rowIds), isTold(clicks.affiliateId)));
  const [coupon] = await tx
    .select({ id: coupons.id })
    .from(coupons)
    .where(
      and(
        eq(coupons.workspaceId, workspaceId),
        sql`lower(${coupons.code}) = lower(${conversion.couponCode})`,
        isTold(coupons.affiliateId),
      ),
    );
  // Rows of clicks are dropped, and touchpoints are not.
  const seenRows = new Set([
    ...found.map(({ id }) => id),
    ...(decision?.touches ?? []).flatMap(({ clickId, affiliateId }) =>
      toldTo === null || affiliateId === toldTo ? [clickId] : [],
    ),
  ]);
  const seenClicks = named.filter(({ rowId }) => rowId !== null && seenRows.has(rowId));
  return {
    affiliateIds: new Set(lookedAfter.map(({ id }) => id)),
    clickIds: new Set(seenClicks.map(({ text }) => text)),
    isCouponSeen: coupon !== undefined,
  };
}

/** A trace without what a question found a coupon to be that is not seen, and whom an override is of that is not. */
function traceOfSeen(value: unknown, seen: Seen): unknown {
  if (Array.isArray(value)) return value.map((each) => traceOfSeen(each, seen));
  if (typeof value !== "object" || value === null) return value;
  const told: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name, traceOfSeen(held, seen)]),
  );
  if (told.field === "conversion.coupon" && !seen.isCouponSeen) return { ...told, actual: null };
  const isHidden = "below" in told && !seen.affiliateIds.has(String(told.below));
  return isHidden ? { ...told, below: null } : told;
}
