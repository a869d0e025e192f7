import { sql } from "drizzle-orm";
import { netVerdicts } from "../../core/attribution/policy.ts";
import type { Verdict } from "../../core/link/verdict.ts";
import type { Db } from "../../db/client.ts";
import { findPolicy } from "../conversions/find-policy.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Span } from "./clicks.ts";

/** What counts are summed by. */
export const CLICK_GROUPS = ["hour", "day", "link", "affiliate", "program", "verdict"] as const;
/** One of them. */
export type ClickGroup = (typeof CLICK_GROUPS)[number];

/** Clicks of whole hours: gross counts all, net those of `findNetVerdicts`. */
export type ClickCounts = {
  readonly gross: number;
  readonly net: number;
  /**
   * `key` is an hour (`2026-11-20T09:00:00.000Z`), a day, an id or a verdict. Hours and days come in order, the
   * others by net clicks, the most first, and no more than 1,000 of them; the sums above count all.
   */
  readonly groups: readonly { readonly key: string; readonly gross: number; readonly net: number }[];
};

/** Most links, affiliates or programs that are named. */
const GROUPS_MAX = 1_000;
/** More hours than any span holds. */
const HOURS_MAX = 100_000;

const KEYS: Readonly<Record<ClickGroup, ReturnType<typeof sql>>> = {
  hour: sql`to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  day: sql`to_char(hour at time zone 'UTC', 'YYYY-MM-DD')`,
  link: sql`links.id`,
  affiliate: sql`links.affiliate_id`,
  program: sql`links.program_id`,
  verdict: sql`click_counts.verdict::text`,
};

type Row = { key: string; gross: string; net: string; all_gross: string; all_net: string };

/** Sums the counts of the hours of a span, which the clicks of days long gone are part of. */
export async function countClicks(context: Context, span: Span, group: ClickGroup): Promise<ClickCounts> {
  const isTime = group === "hour" || group === "day";
  const { rows } = await transact(context, async (tx) => {
    const net = sql.param(await findNetVerdicts(tx, context, span));
    return (await tx.execute(sql`
      with counted as (
        select ${KEYS[group]} as key, sum(clicks) as gross,
               coalesce(sum(clicks) filter (where click_counts.verdict::text = any (${net}::text[])), 0) as net
          from click_counts
          join links on links.workspace_id = click_counts.workspace_id and links.id = click_counts.link_id
         where click_counts.workspace_id = ${context.workspaceId}
           and hour >= ${span.from.toISOString()}::timestamptz and hour < ${span.to.toISOString()}::timestamptz
         group by 1
      )
      select key, gross, net, sum(gross) over () as all_gross, sum(net) over () as all_net from counted
       order by ${isTime ? sql`key` : sql`net desc, gross desc, key`}
       limit ${isTime ? HOURS_MAX : GROUPS_MAX}`)) as unknown as { rows: Row[] };
  });
  return {
    gross: Number(rows[0]?.all_gross ?? 0),
    net: Number(rows[0]?.all_net ?? 0),
    groups: rows.map(({ key, gross, net }) => ({ key, gross: Number(gross), net: Number(net) })),
  };
}

/**
 * Verdicts that count as net in a report: one answer for the whole span, by the policy in force at its
 * end, or now if that is earlier.
 */
export async function findNetVerdicts(tx: Db, context: Context, { to }: Span): Promise<readonly Verdict[]> {
  const at = to < context.now ? to : context.now;
  const { policy } = await findPolicy(tx, context, at);
  return netVerdicts(policy);
}
