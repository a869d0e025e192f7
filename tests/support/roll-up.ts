import type { WorkspaceId } from "../../core/shared/id.ts";
import { type DatabaseEnv, withDatabase } from "../../db/client.ts";
import { rollUpClicks } from "../../services/reports/roll-up-clicks.ts";
import { rollUpSales } from "../../services/reports/roll-up-sales.ts";
import { contextOf } from "./sample.ts";

const EVER = { since: new Date(0), mayGoOn: () => true };

/** Sums all of a workspace that waits to be summed for reports, and tells how many hours of clicks and of sales that were. */
export function rollUp(
  env: DatabaseEnv,
  workspaceId: WorkspaceId,
  now = new Date(),
): Promise<readonly [clicks: number, sales: number]> {
  return withDatabase(env, async (db) => {
    const context = contextOf(db, workspaceId, now);
    return [await rollUpClicks(context, EVER), await rollUpSales(context, EVER)];
  });
}
