import { and, asc, eq, exists, gt, isNotNull, isNull, or } from "drizzle-orm";
import type { AffiliateId, CreativeId } from "../../core/shared/id.ts";
import { applications, creatives, offers, programs } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";

/** A creative as affiliates see it, with the offer that it promotes. */
export type ShownCreative = {
  readonly creative: typeof creatives.$inferSelect;
  readonly offer: Pick<typeof offers.$inferSelect, "id" | "programId" | "name" | "landingUrl">;
};

/**
 * Creatives that an affiliate may use, oldest first: of active offers of active programs that everybody may promote, or
 * whose program took the affiliate's application. What has nothing to show yet is left out.
 */
export async function listShownCreatives(
  context: Context,
  affiliateId: AffiliateId,
  { limit, after }: PageRequest,
): Promise<Page<ShownCreative>> {
  const { workspaceId } = context;
  const rows = await transact(context, (tx) => {
    const isApproved = exists(
      tx
        .select({ id: applications.id })
        .from(applications)
        .where(
          and(
            eq(applications.workspaceId, workspaceId),
            eq(applications.affiliateId, affiliateId),
            eq(applications.programId, offers.programId),
            eq(applications.status, "approved"),
          ),
        ),
    );
    const isOpen = or(eq(offers.visibility, "public"), and(eq(offers.visibility, "application"), isApproved));
    return tx
      .select({
        creative: creatives,
        offer: {
          ...{ id: offers.id, programId: offers.programId },
          ...{ name: offers.name, landingUrl: offers.landingUrl },
        },
      })
      .from(creatives)
      .innerJoin(offers, and(eq(offers.workspaceId, workspaceId), eq(offers.id, creatives.offerId)))
      .innerJoin(programs, and(eq(programs.workspaceId, workspaceId), eq(programs.id, offers.programId)))
      .where(
        and(
          eq(creatives.workspaceId, workspaceId),
          after ? gt(creatives.id, after as CreativeId) : undefined,
          ...[isNull(creatives.archivedAt), isNull(offers.archivedAt)],
          or(isNotNull(creatives.url), isNotNull(creatives.body), isNotNull(creatives.fileSha256)),
          ...[eq(offers.status, "active"), eq(programs.status, "active"), isOpen],
        ),
      )
      .orderBy(asc(creatives.id))
      .limit(limit + 1);
  });
  return cutPage(rows, limit, ({ creative }) => creative.id);
}
