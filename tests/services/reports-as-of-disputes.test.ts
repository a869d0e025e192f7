import { expect, it } from "vitest";
import { DisputeWorld } from "../support/dispute-world.ts";
import { PastReports, SALE_METRICS } from "../support/past-reports.ts";

const DAY_MS = 86_400_000;
const TODAY_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const world = new DisputeWorld();

it("tells of the past what disputes gave, what came back, and what was sent", async () => {
  const days = { fromMs: TODAY_MS - DAY_MS, untilMs: TODAY_MS + DAY_MS };
  const reports = new PastReports(days, [{ groups: ["affiliate"], metrics: SALE_METRICS }]);
  const take = (because: string) => world.as((context) => reports.take(context, because));
  await take("nothing");
  const commissionId = await world.earn();
  await world.earn(1);
  await take("two sales");
  const given = await world.dispute({ commission_id: commissionId });
  expect((await world.uphold(given.body.id, { amount_minor: "500" })).body.status).toBe("upheld");
  await take("what a dispute gave");
  const payout = await world.pay();
  await take("a payout");
  const wrong = await world.dispute({ payout_id: payout.id, reason: "payout_amount_wrong" });
  expect((await world.uphold(wrong.body.id, { amount_minor: "100" })).body.status).toBe("upheld");
  await take("what a dispute of the payout gave");
  await world.returnPayout(payout.id);
  await take("a payout that came back, and what was given for it taken back");
  await world.pay();
  await take("another payout");
  expect(await world.as((context) => reports.differences(context))).toEqual([]);
}, 60_000);
