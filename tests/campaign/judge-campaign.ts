import type { CampaignResult } from "./clicks-campaign.ts";
import { rowIdOf } from "./stores.ts";

/** One promise, and what was found. */
export type CampaignLine = { readonly claim: string; readonly found: string; readonly isOk: boolean };

/** Holds the end of a campaign to promises P2 and P15, and to what F1 asks of the consumer (docs/promises.md). */
export function judgeCampaign(result: CampaignResult): readonly CampaignLine[] {
  const accepted = new Set([...result.accepted].map(rowIdOf));
  const rows = new Set(result.rows);
  const raw = new Set(result.raw);
  const parquet = new Set(result.parquet);
  const foreign = [...rows, ...raw, ...parquet].filter((id) => !accepted.has(id));
  return [
    equal("rows in Postgres = accepted clicks", rows.size, accepted.size),
    equal("every row once", result.rows.length, rows.size),
    equal("counts by hour = rows", result.counted, rows.size),
    equal("distinct ids in R2 = accepted clicks", raw.size, accepted.size),
    equal("rows of the manifests = accepted clicks", result.manifestRows, accepted.size),
    equal("distinct ids in Parquet = accepted clicks", parquet.size, accepted.size),
    equal("every row of Parquet once", result.parquet.length, parquet.size),
    equal("ids that nobody sent", foreign.length, 0),
    equal("bad rows = poison sent", result.badRows, result.poison),
    equal(
      "delivered while Postgres was down = told to come later",
      result.down.postponed,
      result.down.delivered,
    ),
  ];
}

function equal(claim: string, found: number, wanted: number): CampaignLine {
  const isOk = found === wanted;
  return { claim, found: isOk ? String(found) : `${found}, wanted ${wanted}`, isOk };
}
