import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { JourneyTouch } from "../../db/queries/journeys.ts";
import type { Context } from "../shared/context.ts";
import { customerKeys } from "./assemble-journey.ts";
import type { ConversionRow } from "./record-conversion.ts";

/**
 * Remembers which visitors the customer was seen as, so that a later conversion of the same customer
 * finds these visitors' clicks. Only visitors known by cookie, and only of clicks the merchant named:
 * those are the ones the merchant's own page vouches for.
 */
export async function tieCustomer(
  tx: Db,
  context: Context,
  conversion: ConversionRow,
  touches: readonly JourneyTouch[],
): Promise<void> {
  const named = touches.filter(({ via }) => via === "click_id").map(({ clickId }) => clickId);
  const keys = customerKeys(conversion);
  if (named.length === 0 || keys.length === 0) return;
  await tx.execute(sql`
    insert into identity_edges (workspace_id, customer_key, visitor_id, conversion_id, first_seen_at)
    select distinct ${context.workspaceId}, customer_key, clicks.visitor_id, ${conversion.id},
           ${context.now.toISOString()}::timestamptz
      from clicks cross join unnest(${sql.param([...keys])}::text[]) as customer_key
     where clicks.workspace_id = ${context.workspaceId} and clicks.visitor_kind = 'cookie'
       and clicks.id = any (${sql.param(named)}::uuid[])
    on conflict do nothing`);
}
