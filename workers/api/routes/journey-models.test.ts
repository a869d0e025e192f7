import { expect, it } from "vitest";
import type { Verdict } from "../../../core/link/verdict.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { asOwner, contextOf, insertClick, settleSale } from "../../../tests/support/sample.ts";
import { tableDigests } from "../../../tests/support/table-digests.ts";

const DAY_MS = 86_400_000;
const shop = apiWithSample();
const report = (model: string, from: Date, to: Date, key = shop.key) =>
  shop.get(`/v1/attribution/models?model=${model}&from=${from.toISOString()}&to=${to.toISOString()}`, key);

it("a model shares the conversions of a span and changes nothing", async () => {
  const now = new Date();
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const { affiliates } = shop.sample;
  const [ada, grace] = [affiliates[0].affiliateId, affiliates[1].affiliateId];
  await asOwner(shop.database.ownerUrl, async (db) => {
    const click = async (who: 0 | 1, at: Date, verdict: Verdict = "human") =>
      (await insertClick(db, shop.sample, affiliates[who], { at, verdict })).text;
    const sell = (externalId: string, clickIds: readonly string[]) =>
      settleSale(contextOf(db, shop.sample.workspaceId, now), shop.sample, { externalId, clickIds });
    await sell("by ada", [await click(0, ago(9))]);
    await sell("by both", [await click(0, ago(8)), await click(1, ago(7)), await click(0, ago(6), "bot")]);
    await click(1, ago(5));
    await click(1, ago(4), "bot");
    await click(1, new Date(now.getTime() - 3 * DAY_MS));
  });
  const span = [new Date(now.getTime() - DAY_MS), new Date(now.getTime() + DAY_MS)] as const;
  const before = await asOwner(shop.database.ownerUrl, tableDigests);
  const markov = await report("markov", ...span);
  const counts = { object: "attribution_model_report", conversions: 2, others: 1 };
  expect([markov.status, markov.body]).toEqual([
    200,
    {
      ...{ ...counts, model: "markov", from: span[0].toISOString(), to: span[1].toISOString() },
      data: expect.arrayContaining([
        { affiliate_id: ada, credit_ppm: 600_000, removal_effect_ppm: 750_000 },
        { affiliate_id: grace, credit_ppm: 400_000, removal_effect_ppm: 500_000 },
      ]),
    },
  ]);
  expect((await report("shapley", ...span)).body).toMatchObject({
    ...counts,
    data: expect.arrayContaining([
      { affiliate_id: ada, credit_ppm: 750_000 },
      { affiliate_id: grace, credit_ppm: 250_000 },
    ]),
  });
  expect((await report("shapley", ...span, shop.otherKey)).body).toMatchObject({ conversions: 0, data: [] });
  expect(await asOwner(shop.database.ownerUrl, tableDigests)).toEqual(before);
});

it("a span that is too long, or a model that is none, is refused by name", async () => {
  const now = new Date();
  const long = await report("markov", new Date(now.getTime() - 94 * DAY_MS), now);
  expect([long.status, long.body.error.param]).toEqual([422, "to"]);
  const none = await report("guess", now, now);
  expect([none.status, none.body.error.param]).toEqual([422, "model"]);
});
