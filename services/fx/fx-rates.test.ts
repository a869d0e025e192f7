import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Currency } from "../../core/money/currency.ts";
import type { FxRate } from "../../core/money/fx.ts";
import { withDatabase } from "../../db/client.ts";
import { ECB_2020_08_11, ecbXml } from "../../tests/support/ecb-xml.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { hasRates, listRates } from "./find-rates.ts";
import { importRates } from "./import-rates.ts";
import { readEcb } from "./read-ecb.ts";

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
});
afterAll(() => database.drop());

const rate = (currency: string, day: string, text: string): FxRate => ({
  ...{ source: "ecb", currency: currency as Currency, day, rate: text },
});
const take = (...rates: FxRate[]) => withDatabase(database.env, (db) => importRates(db, rates));

describe("readEcb", () => {
  it("reads a day, leaving out a currency that is no more", () => {
    expect(readEcb(ecbXml(ECB_2020_08_11))).toEqual({
      ok: true,
      value: [rate("USD", "2020-08-11", "1.1783"), rate("JPY", "2020-08-11", "124.97")],
    });
  });

  it("reads many days, and any prefix of the name space", () => {
    const days = { "2020-08-11": { USD: "1.1783" }, "2020-08-10": { USD: "1.1763", ZAR: "20.8" } };
    const prefixed = ecbXml(days).replaceAll("<Cube", "<ecb:Cube").replaceAll("</Cube", "</ecb:Cube");
    for (const xml of [ecbXml(days), prefixed.replace("xmlns=", "xmlns:ecb=")]) {
      expect(readEcb(xml)).toMatchObject({
        value: [{ rate: "1.1783" }, { rate: "1.1763" }, { rate: "20.8" }],
      });
    }
  });

  it.each([
    ["", "is not XML"],
    ["<html><p></html>", "is not XML"],
    ["<html/>", "has no rates"],
    [ecbXml({ "2020-08-11": {} }), "has no rates"],
    [ecbXml({ "2020-02-30": { USD: "1" } }), 'has the day "2020-02-30"'],
    [ecbXml({ today: { USD: "1" } }), 'has the day "today"'],
    [ecbXml({ "2020-08-11": { USD: "1.1", JPY: "N/A" } }), 'has the rate "N/A" of "JPY"'],
    [ecbXml({ "2020-08-11": { USD: "0" } }), 'has the rate "0" of "USD"'],
    [ecbXml({ "2020-08-11": { usd: "1" } }), 'has the rate "1" of "usd"'],
  ])("refuses %#, as a whole", (xml, error) => {
    expect(readEcb(xml)).toEqual({ ok: false, error });
  });
});

describe("rates", () => {
  it("are written once, and stay as they are when another comes for their day", async () => {
    const day = "2021-01-04";
    expect(await take(rate("USD", day, "1.22"), rate("JPY", day, "126"))).toMatchObject({
      added: 2,
      exist: 0,
    });
    expect(await take(rate("USD", day, "1.220"), rate("JPY", day, "127"), rate("CHF", day, "1.08"))).toEqual({
      ...{ added: 1, exist: 1, differs: [rate("JPY", day, "127")] },
    });
    const all = await Promise.all(Array.from({ length: 8 }, () => take(rate("ZAR", day, "18"))));
    expect(all.reduce((sum, { added }) => sum + added, 0)).toBe(1);
  });

  it("are listed as of a day: the latest of each currency, if it is not too old", async () => {
    await take(
      rate("USD", "2022-03-01", "1.1"),
      rate("USD", "2022-03-03", "1.2"),
      rate("JPY", "2022-02-25", "130"),
    );
    const list = (day: string, currency?: string) =>
      shop.as("key:a", (context) => listRates(context, { day, currency: currency as Currency | undefined }));
    expect((await list("2022-03-02")).map(({ currency, rate: text }) => `${currency} ${text}`)).toEqual([
      ...["JPY 130", "USD 1.1"],
    ]);
    expect(await list("2022-03-04", "USD")).toEqual([rate("USD", "2022-03-03", "1.2")]);
    expect((await list("2022-03-12")).map(({ currency }) => currency)).toEqual(["USD"]);
    expect(await list("2022-02-24")).toEqual([]);
  });

  it("are known to be there by source and day", async () => {
    await take(rate("USD", "2023-05-15", "1.2"));
    const has = (day: string) => shop.owner((db) => hasRates(db, { source: "ecb", day }));
    expect([await has("2023-05-15"), await has("2023-05-16")]).toEqual([true, false]);
  });
});
