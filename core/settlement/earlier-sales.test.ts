import { expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { ConversionId } from "../shared/id.ts";
import type { ReportedConversion } from "./conversion.ts";
import { EarlierSales } from "./earlier-sales.ts";

/** `{event} {amount}` of one customer, at an hour. */
function reported(text: string, hour: number): ReportedConversion {
  const [event = "", amount = "0"] = text.split(" ");
  const at = new Date(Date.UTC(2026, 0, 1, hour));
  return {
    ...{ id: `cnv_${hour}` as ConversionId, event, amountMinor: BigInt(amount), currency: "EUR" as Currency },
    ...{ clickIds: [], customerExternalId: "c-1", customerEmailSha256: null, couponCode: null },
    ...{ items: null, metadata: null, occurredAt: at, receivedAt: at },
  };
}

it.each([
  [["signup 0"], "sale 900", []],
  [["signup 0", "trial 0", "sale 900"], "sale 900", [2]],
  [["sale 900", "sale 900"], "upgrade 100", [0, 1]],
  [["signup 0"], "trial 0", []],
  [["signup 0"], "signup 0", [0]],
  [["trial 0", "sale 900", "signup 0"], "signup 0", [1, 2]],
])("of %j, before %s, those at %j count", (before, own, places) => {
  const known = before.map(reported);
  const sales = new EarlierSales(new Map(), false);
  for (const each of known) sales.remember(each, null);
  const counted = sales.counted(reported(own, known.length));
  expect(counted.map(({ conversionId }) => conversionId)).toEqual(places.map((place) => `cnv_${place}`));
  expect(sales.of(reported(own, known.length))).toHaveLength(known.length);
});

it("of conversions of one instant, those that are decided before are earlier", () => {
  const [first, second] = ["a", "b"].map((id) => ({
    ...reported("sale 900", 1),
    id: id as ConversionId,
  })) as [ReportedConversion, ReportedConversion];
  for (const isReplay of [false, true]) {
    const sales = new EarlierSales(new Map(), isReplay);
    expect(sales.counted(first)).toEqual([]);
    sales.remember(first, null);
    expect(sales.counted(first)).toEqual([]);
    expect(sales.counted(second).map(({ conversionId }) => conversionId)).toEqual(["a"]);
  }
});

it("of one instant, what was decided counts as it comes, and once more in the order of ids", () => {
  const of = (id: string) => ({ ...reported("sale 900", 1), id: id as ConversionId });
  const stored = {
    conversionId: "b" as ConversionId,
    occurredAtMs: of("b").occurredAt.getTime(),
    credit: null,
  };
  const known = new Map([["external:c-1", [{ ...stored, event: "sale", isPayment: true }]]]);
  const counted = (id: string, isReplay: boolean) => new EarlierSales(known, isReplay).counted(of(id)).length;
  expect([counted("a", false), counted("b", false), counted("c", false)]).toEqual([1, 0, 1]);
  expect([counted("a", true), counted("b", true), counted("c", true)]).toEqual([0, 0, 1]);
});
