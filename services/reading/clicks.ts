import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { AffiliateId, LinkId } from "../../core/shared/id.ts";
import { clicks } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** A click as its workspace may see it: without what stands for the visitor and the network. */
export type ClickView = Omit<typeof clicks.$inferSelect, "workspaceId" | "visitorId" | "networkHash">;

/** A span of time, closed at its old end and open at its new one. */
export type Span = { readonly from: Date; readonly to: Date };

/** What a list of clicks is narrowed to. */
export type ClickFilter = {
  readonly linkId?: LinkId | undefined;
  readonly affiliateId?: AffiliateId | undefined;
  readonly verdict?: ClickView["verdict"] | undefined;
};

const SHOWN = {
  id: clicks.id,
  clickedAt: clicks.clickedAt,
  linkId: clicks.linkId,
  affiliateId: clicks.affiliateId,
  programId: clicks.programId,
  source: clicks.source,
  visitorKind: clicks.visitorKind,
  verdict: clicks.verdict,
  evidence: clicks.evidence,
  userAgent: clicks.userAgent,
  referrerHost: clicks.referrerHost,
  device: clicks.device,
  os: clicks.os,
  browser: clicks.browser,
  language: clicks.language,
  country: clicks.country,
  region: clicks.region,
  asn: clicks.asn,
  subIds: clicks.subIds,
  ruleId: clicks.ruleId,
  variantId: clicks.variantId,
  landingHost: clicks.landingHost,
  isOptedOut: clicks.isOptedOut,
  velocity: clicks.velocity,
  receivedAt: clicks.receivedAt,
};

/** Clicks of the workspace, newest first. */
export async function listClicks(
  context: Context,
  filter: ClickFilter,
  { limit, after }: PageRequest,
): Promise<Page<ClickView>> {
  const rows = await transact(context, (tx) =>
    tx
      .select(SHOWN)
      .from(clicks)
      .where(
        and(
          eq(clicks.workspaceId, context.workspaceId),
          filter.linkId ? eq(clicks.linkId, filter.linkId) : undefined,
          filter.affiliateId ? eq(clicks.affiliateId, filter.affiliateId) : undefined,
          filter.verdict ? eq(clicks.verdict, filter.verdict) : undefined,
          after ? lt(clicks.id, after) : undefined,
        ),
      )
      .orderBy(desc(clicks.id))
      .limit(limit + 1),
  );
  return cutPage(rows, limit, ({ id }) => id);
}

/** These clicks of the workspace that are still kept, oldest first. */
export async function findClicks(context: Context, ids: readonly string[]): Promise<readonly ClickView[]> {
  if (ids.length === 0) return [];
  return transact(context, (tx) =>
    tx
      .select(SHOWN)
      .from(clicks)
      .where(and(eq(clicks.workspaceId, context.workspaceId), inArray(clicks.id, [...ids])))
      .orderBy(asc(clicks.id)),
  );
}

/** True of a click whose id, and so its time, lies in the span; lets Postgres skip the other days' partitions. */
export const isClickedIn = ({ from, to }: Span) =>
  sql`(${clicks.id} >= click_id_lower_bound(${sinceEpoch(from)}::timestamptz)
   and ${clicks.id} < click_id_lower_bound(${sinceEpoch(to)}::timestamptz))`;

/** Ids have no time before 1970. */
const sinceEpoch = (at: Date): string => new Date(Math.max(0, at.getTime())).toISOString();
