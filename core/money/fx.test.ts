import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Currency } from "./currency.ts";
import { convertMinor, type FxRate, findPair, isRate } from "./fx.ts";

const [EUR, USD, JPY, CHF, KWD] = ["EUR", "USD", "JPY", "CHF", "KWD"] as Currency[] as [
  ...[Currency, Currency, Currency, Currency, Currency],
];
const rate = (currency: Currency, text: string, day = "2020-08-11"): FxRate => ({
  ...{ currency, rate: text, day, source: "ecb" },
});
const usd = rate(USD, "1.1783");
const jpy = rate(JPY, "124.97");

describe("convertMinor", () => {
  it.each([
    // The European Central Bank's rates of 2020-08-11.
    [10_000n, USD, EUR, { from: usd, to: null }, 8_487n],
    [10_000n, USD, JPY, { from: usd, to: jpy }, 10_606n],
    [10_000n, EUR, USD, { from: null, to: usd }, 11_783n],
    [100n, EUR, CHF, { from: null, to: rate(CHF, "1.0767") }, 108n],
    [1n, JPY, KWD, { from: jpy, to: rate(KWD, "0.36") }, 3n],
    [-10_000n, USD, EUR, { from: usd, to: null }, -8_487n],
    [7n, USD, USD, { from: null, to: null }, 7n],
  ])("turns %s minor units of %s into %s at %o", (amountMinor, from, to, rates, expected) => {
    expect(convertMinor(amountMinor, { from, to, rates })).toBe(expected);
  });

  it("rounds half up, once, at the end", () => {
    const two = rate(USD, "2");
    const rates = { from: two, to: null };
    expect([1n, 2n, 3n].map((amount) => convertMinor(amount, { from: USD, to: EUR, rates }))).toEqual([
      ...[1n, 1n, 2n],
    ]);
  });

  it("is off by half a minor unit of the target at most", () => {
    const amount = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
    const units = fc.bigInt({ min: 1n, max: 10n ** 9n });
    void fc.assert(
      fc.property(amount, units, units, (amountMinor, left, right) => {
        const rates = { from: rate(USD, decimal(left)), to: rate(JPY, decimal(right)) };
        const given = convertMinor(amountMinor, { from: USD, to: JPY, rates });
        // amount / 100 x right / left yen, all in whole numbers: |given x left x 100 - amount x right| <= left x 50.
        const off = given * left * 100n - amountMinor * right;
        expect((off < 0n ? -off : off) <= left * 50n).toBe(true);
      }),
    );
  });

  it("refuses to convert without a rate, or by the rate of another currency", () => {
    expect(() => convertMinor(1n, { from: USD, to: EUR, rates: { from: null, to: null } })).toThrow(/rate/);
    expect(() => convertMinor(1n, { from: USD, to: EUR, rates: { from: jpy, to: null } })).toThrow(/JPY/);
    for (const none of ["0", "-1", "1e3"]) {
      const rates = { from: rate(USD, none), to: null };
      expect(() => convertMinor(1n, { from: USD, to: EUR, rates })).toThrow(`${none} is no rate`);
    }
  });
});

describe("findPair", () => {
  const known = [usd, rate(USD, "1.2", "2020-08-07"), rate(USD, "1.3", "2020-08-20"), jpy];
  const find = (day: string, from = USD, to = EUR) => findPair(known, { from, to, day, daysMax: 10 });

  it("takes the latest rate on the day or before it", () => {
    expect(find("2020-08-11")?.from?.rate).toBe("1.1783");
    expect(find("2020-08-10")?.from?.rate).toBe("1.2");
    expect(find("2020-08-19")?.from?.rate).toBe("1.1783");
    expect(find("2020-08-11", JPY, USD)).toEqual({ from: jpy, to: usd });
    expect(find("2020-08-11", EUR, EUR)).toEqual({ from: null, to: null });
  });

  it("takes it in whatever order they are known, and of two of a day the one known first", () => {
    const [newer, older] = [rate(USD, "1.3", "2020-08-20"), rate(USD, "1.2", "2020-08-07")];
    const find = (...rates: FxRate[]) =>
      findPair(rates, { from: USD, to: EUR, day: "2020-08-20", daysMax: 99 });
    expect([find(newer, older)?.from, find(older, newer)?.from]).toEqual([newer, newer]);
    expect(find(newer, { ...newer, rate: "1.4" })?.from).toEqual(newer);
  });

  it("finds none of a target that nobody quotes", () => {
    expect(find("2020-08-11", EUR, CHF)).toBeNull();
    expect(find("2020-08-11", USD, CHF)).toBeNull();
  });

  it("finds none before the first, after too many days, or of a currency nobody quotes", () => {
    expect(find("2020-08-06")).toBeNull();
    expect(find("2020-08-30")?.from?.rate).toBe("1.3");
    expect(find("2020-08-31")).toBeNull();
    expect(find("2020-08-11", CHF)).toBeNull();
  });
});

describe("isRate", () => {
  it.each(["1", "0.0001", "124.97", "26275.5"])("takes %s", (text) => expect(isRate(text)).toBe(true));
  it.each(["0", "0.00", "-1", "1e5", "01", ".5", "1.", "", "1,5", "NaN"])("refuses %j", (text) =>
    expect(isRate(text)).toBe(false),
  );
});

/** Units of a millionth as decimal text. */
function decimal(units: bigint): string {
  const digits = String(units).padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
