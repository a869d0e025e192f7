import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId, LinkId, ProgramId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";

/** Whose rows are written. */
type Whose = {
  readonly workspaceId: WorkspaceId;
  readonly programId: ProgramId;
  readonly affiliateId: AffiliateId;
  readonly linkId: LinkId;
};

/** Writes a row into each table of counts, of what is summed of them, of what is kept of credited clicks, and a comparison. */
export async function insertReportRows(
  db: Db,
  { workspaceId, programId, affiliateId, linkId }: Whose,
): Promise<void> {
  const [hour, quarter] = [new Date(0), new Date(0)];
  await db.insert(schema.clickCounts).values({ workspaceId, hour, linkId, verdict: "human", clicks: 1n });
  await db.insert(schema.clickReconciliations).values({
    ...{ workspaceId, hour, postgresClicks: 1, countedClicks: 1, parquetClicks: 1, manifestClicks: 1 },
    ...{ isEqual: true, checkedAt: new Date() },
  });
  const whose = { workspaceId, programId, affiliateId };
  const said = { ...whose, detail: "country", value: "DE" };
  await db.insert(schema.clickRollups).values({ ...whose, hour, clicks: 1n, labels: [] });
  await db.insert(schema.clickDetails).values({ ...said, hour, verdict: "human", clicks: 1n });
  await db.insert(schema.saleRollups).values({ ...whose, quarter, changes: 1n, labels: [] });
  await db.insert(schema.saleDetails).values({ ...said, quarter, currency: "EUR" as Currency });
  await db.insert(schema.creditedClicks).values({
    ...{ workspaceId, affiliateId, visitorId: "v", subIds: [] },
    clickId: "00000000-0000-0000-0000-000000000001",
  });
}
