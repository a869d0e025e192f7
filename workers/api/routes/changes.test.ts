import { describe, expect, it } from "vitest";
import { withDatabase } from "../../../db/client.ts";
import { applyParked } from "../../../services/changes/apply-parked.ts";
import { importRates } from "../../../services/fx/import-rates.ts";
import { readEcb } from "../../../services/fx/read-ecb.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { orderId, takeChange } from "../../../tests/support/changes.ts";
import { ECB_2020_08_11, ecbXml } from "../../../tests/support/ecb-xml.ts";
import { asOwner, contextOf, insertClick, settleSale } from "../../../tests/support/sample.ts";

const shop = apiWithSample();
const eur = (minor: number) => ({ amount_minor: String(minor), currency: "EUR" });

async function refund(order: string, externalId: string, amountMinor: bigint): Promise<void> {
  await withDatabase(shop.database.env, (db) =>
    takeChange(contextOf(db, shop.sample.workspaceId), shop.sample, { order, externalId, amountMinor }),
  );
}
async function sell(externalId: string): Promise<void> {
  const at = new Date(Date.now() - 600_000);
  await asOwner(shop.database.ownerUrl, async (db) => {
    const { text } = await insertClick(db, shop.sample, shop.sample.affiliates[0], { at });
    const context = contextOf(db, shop.sample.workspaceId);
    await settleSale(context, shop.sample, { externalId, clickIds: [text] });
    await applyParked(context, orderId(shop.sample.workspaceId, externalId));
  });
}

describe("the changes of a conversion", () => {
  it("are listed with what they did, by our id and by the merchant's", async () => {
    await sell("order-1");
    await refund("order-1", "r1", 3_333n);
    await refund("order-1", "r2", 3_333n);
    const id = orderId(shop.sample.workspaceId, "order-1");
    const listed = await shop.get(`/v1/conversions/${id}/changes`);
    expect(listed.body).toMatchObject({
      ...{ object: "list", has_more: false },
      data: [
        {
          ...{ object: "change", conversion_id: id, external_id: "r1", kind: "refund", status: "applied" },
          ...{ amount: eur(3_333), refunded_so_far: eur(3_333), problem: null },
          adjustments: [{ kind: "unpaid", amount: eur(-333), payout_id: null }],
        },
        { external_id: "r2", refunded_so_far: eur(6_666), adjustments: [{ amount: eur(-334) }] },
      ],
    });
    expect((await shop.get("/v1/conversions/ext%3Aorder-1/changes")).body).toEqual(listed.body);
    expect((await shop.get(`/v1/conversions/${id}`)).body).toMatchObject({ refunded: eur(6_666) });
    const explained = (await shop.get(`/v1/conversions/${id}/explain`)).body;
    expect(explained.changes).toEqual(listed.body.data);
    expect(explained.journals.map(({ kind }: { kind: string }) => kind)).toEqual([
      ...["commission_accrued", "commission_taken_back", "commission_taken_back"],
    ]);
    const { body } = await shop.get(`/v1/commissions?conversion_id=${id}`);
    expect(body).toMatchObject({ data: [{ amount: eur(1_000), reduced: eur(667), fx: null }] });
  });

  it("are listed before their conversion has come, without a currency", async () => {
    await refund("order-2", "r1", 5n);
    const early = await shop.get("/v1/conversions/ext%3Aorder-2/changes");
    expect(early.body).toMatchObject({
      data: [{ status: "parked", amount: { amount_minor: "5", currency: null }, refunded_so_far: null }],
    });
    await sell("order-2");
    expect((await shop.get("/v1/conversions/ext%3Aorder-2/changes")).body).toMatchObject({
      data: [{ status: "applied", amount: eur(5) }],
    });
    await sell("order-3");
    expect((await shop.get("/v1/conversions/ext%3Aorder-3/changes")).body).toMatchObject({ data: [] });
  });

  it("of another workspace, or of what names none, are 404", async () => {
    const id = orderId(shop.sample.workspaceId, "order-1");
    for (const path of [`/v1/conversions/${id}/changes`, "/v1/conversions/ext%3Aorder-1/changes"]) {
      expect((await shop.get(path, shop.otherKey)).status).toBe(404);
    }
    expect((await shop.get("/v1/conversions/order-1/changes")).status).toBe(404);
    expect((await shop.get(`/v1/conversions/${id}/changes?x=1`)).status).toBe(422);
  });
});

describe("the rates of currencies", () => {
  it("are listed as of a day, for all or for one", async () => {
    const read = readEcb(ecbXml(ECB_2020_08_11));
    await withDatabase(shop.database.env, (db) => importRates(db, read.ok ? read.value : []));
    const usd = {
      object: "fx_rate",
      base: "EUR",
      currency: "USD",
      rate: "1.1783",
      day: "2020-08-11",
      source: "ecb",
    };
    const jpy = { ...usd, currency: "JPY", rate: "124.97" };
    expect((await shop.get("/v1/fx-rates?on=2020-08-13")).body).toMatchObject({ data: [jpy, usd] });
    expect((await shop.get("/v1/fx-rates?on=2020-08-11&currency=USD")).body).toMatchObject({ data: [usd] });
    expect((await shop.get("/v1/fx-rates?on=2020-08-10")).body).toMatchObject({ data: [] });
    expect((await shop.get("/v1/fx-rates")).body).toMatchObject({ data: [] });
    expect((await shop.get("/v1/fx-rates?on=2020-13-01")).status).toBe(422);
  });

  it("are used as a program says", async () => {
    const { programId } = shop.sample;
    const path = `/v1/programs/${programId}`;
    expect((await shop.get(path)).body).toMatchObject({ commission_currency: "earned" });
    expect((await shop.patch(path, { commission_currency: "affiliate" })).body).toMatchObject({
      commission_currency: "affiliate",
    });
    expect((await shop.patch(path, { commission_currency: "other" })).status).toBe(422);
  });
});
