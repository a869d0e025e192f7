import { and, asc, eq, gte } from "drizzle-orm";
import type { WaitingPayout } from "../../core/payout/plan-payouts.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliates } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import type { AffiliateRange } from "./planning/claim-owed.ts";
import { readWaitingRows } from "./planning/list-waiting.ts";
import { makePlan } from "./planning/make-plan.ts";

/** Where the affiliates that were planned did not fill a page, so many times as many come next. */
const GROWTH = 8;

/**
 * What waits now and why, by affiliate, currency and reason; of one affiliate or of all. A page plans about as many affiliates as
 * it names, and more of them only where the first do not wait.
 */
export function listWaitingPayouts(
  context: Context,
  { affiliateId = null }: { readonly affiliateId?: AffiliateId | undefined | null },
  { limit, after }: PageRequest,
): Promise<Page<WaitingPayout>> {
  return transact(context, async (tx) => {
    const rows: WaitingPayout[] = [];
    let range = affiliateId
      ? { first: affiliateId, last: affiliateId, next: null }
      : await nextRange(tx, context, affiliateOf(after), limit + 1);
    for (let count = limit + 1; ; ) {
      if (await makePlan(tx, context, { isLocked: false, affiliates: range }, {})) {
        rows.push(...(await readWaitingRows(tx, { limit: limit + 1 - rows.length, after })));
      }
      if (rows.length > limit || range.next === null) return cutPage(rows, limit, waitingKey);
      count *= GROWTH;
      range = await nextRange(tx, context, range.next, count);
    }
  });
}

const waitingKey = ({ affiliateId, currency, reason }: WaitingPayout): string =>
  `${affiliateId} ${currency} ${reason}`;

const affiliateOf = (key: string | null): AffiliateId | null =>
  (key?.split(" ")[0] ?? null) as AffiliateId | null;

/** So many affiliates from one on, and the first that is not among them. */
async function nextRange(
  tx: Db,
  { workspaceId }: Context,
  first: AffiliateId | null,
  count: number,
): Promise<AffiliateRange & { readonly next: AffiliateId | null }> {
  const rows = await tx
    .select({ id: affiliates.id })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, workspaceId), first ? gte(affiliates.id, first) : undefined))
    .orderBy(asc(affiliates.id))
    .limit(2)
    .offset(count - 1);
  return { first, last: rows[0]?.id ?? null, next: rows[1]?.id ?? null };
}
