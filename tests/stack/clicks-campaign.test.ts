import { describe, expect, it } from "vitest";
import { runClicksCampaign } from "../campaign/clicks-campaign.ts";
import { judgeCampaign } from "../campaign/judge-campaign.ts";

/** One seed that is always the same, and a fresh one. `npm run campaign:clicks` is the long form. */
const SEEDS = [20_261_121, Number(process.env.SEED ?? Date.now() % 2 ** 31)];

describe("P2: every accepted click is readable exactly once", () => {
  it.each(SEEDS)(
    "under kills, outages, duplicates, reordering and cut connections, seed %i",
    async (seed) => {
      console.log(`seed ${seed}`);
      const result = await runClicksCampaign({ seed, clicks: 2_000, kills: 12 });
      expect(judgeCampaign(result).filter(({ isOk }) => !isOk)).toEqual([]);
      expect([result.faults.get("kill"), result.faults.get("outage")]).toEqual([12, 2]);
      expect([result.down.delivered > 0, result.parquet.length]).toEqual([true, 2_000]);
    },
  );
});
