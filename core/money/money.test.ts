import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate } from "./allocate.ts";
import { type Currency, currencyExponent, isCurrency } from "./currency.ts";
import { formatMinor } from "./format.ts";
import { divideHalfUp, multiplyBps } from "./money.ts";

const of = (code: string) => code as Currency;

describe("allocate", () => {
  it.each<[bigint, bigint[], bigint[]]>([
    [15n, [80n, 8n, 12n], [12n, 1n, 2n]],
    [17n, [10n, 20n, 70n], [2n, 3n, 12n]],
    [2n, [1n, 2n, 3n], [0n, 1n, 1n]],
    [999n, [40n, 20n, 40n], [400n, 200n, 399n]],
    [1003n, [40n, 20n, 40n], [401n, 201n, 401n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [10n, [1n, 1n, 1n, 1n], [3n, 3n, 2n, 2n]],
    [11n, [5n, 1n, 1n, 5n, 5n], [3n, 1n, 1n, 3n, 3n]],
  ])("splits %s by %s into %s (largest remainder, ties to the earlier)", (amount, weights, parts) => {
    expect(allocate(amount, weights)).toEqual(parts);
  });

  it("never loses or makes a unit, and no part is off by a whole unit", () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 });
    void fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), weights, (amount, raw) => {
        const all = [1n, ...raw];
        const whole = all.reduce((sum, weight) => sum + weight, 0n);
        const parts = allocate(amount, all);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        parts.forEach((part, index) => {
          const off = part * whole - amount * (all[index] ?? 0n);
          expect((off < 0n ? -off : off) < whole).toBe(true);
        });
      }),
    );
  });

  it("mirrors a negative amount", () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 1, maxLength: 20 });
    void fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), weights, (amount, raw) => {
        const all = [...raw, 1n];
        expect(allocate(-amount, all).map((part) => -part)).toEqual(allocate(amount, all));
      }),
    );
  });

  it("refuses weights that say nothing", () => {
    expect(() => allocate(1n, [])).toThrow("at least one weight must be positive");
    expect(() => allocate(1n, [0n])).toThrow("at least one weight must be positive");
    expect(() => allocate(1n, [2n, -1n])).toThrow("weights must not be negative");
    expect(allocate(1n, [0n, 2n])).toEqual([0n, 1n]);
  });
});

describe("rounding is half up", () => {
  it.each([
    [7n, 2_000n, 1n],
    [2n, 2_000n, 0n],
    [3n, 2_000n, 1n],
    [15n, 1_000n, 2n],
    [1n, 5_000n, 1n],
    [500n, 290n, 15n],
    [-15n, 1_000n, -2n],
  ])("%s at %s basis points is %s", (amount, bps, commission) => {
    expect(multiplyBps(amount, bps)).toBe(commission);
  });

  it("away from zero, for any numbers", () => {
    void fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (dividend, divisor) => {
        const doubled = 2n * (divideHalfUp(dividend, divisor) * divisor - dividend);
        expect(dividend < 0n ? -doubled : doubled).toSatisfy(
          (rest: bigint) => rest > -divisor && rest <= divisor,
        );
      }),
    );
  });

  it("takes no rate beyond the whole", () => {
    expect(() => multiplyBps(1n, 10_001n)).toThrow("rateBps must not exceed 100 %");
    expect(() => multiplyBps(1n, -1n)).toThrow("rateBps must not be negative");
    expect([multiplyBps(7n, 10_000n), multiplyBps(7n, 0n)]).toEqual([7n, 0n]);
  });

  it("divides by what is above nothing", () => {
    expect(() => divideHalfUp(1n, 0n)).toThrow("divisor must be positive");
    expect(() => divideHalfUp(1n, -1n)).toThrow("divisor must be positive");
    expect(divideHalfUp(0n, 3n)).toBe(0n);
  });
});

describe("currencies", () => {
  it.each([
    ["JPY", 0, "1299"],
    ["EUR", 2, "12.99"],
    ["MGA", 2, "12.99"],
    ["KWD", 3, "1.299"],
    ["CLF", 4, "0.1299"],
  ])("%s has %s decimals", (code, exponent, text) => {
    expect(currencyExponent(of(code))).toBe(exponent);
    expect(formatMinor(1_299n, of(code))).toBe(text);
  });

  it("writes small and negative amounts in full", () => {
    expect(formatMinor(5n, of("EUR"))).toBe("0.05");
    expect(formatMinor(-5n, of("EUR"))).toBe("-0.05");
    expect(formatMinor(0n, of("KWD"))).toBe("0.000");
    expect(formatMinor(-1n, of("JPY"))).toBe("-1");
    expect(formatMinor(10n ** 20n, of("EUR"))).toBe("1000000000000000000.00");
  });

  it("has as many decimals as ISO 4217 gives it, wherever they are not two", () => {
    const decimals = {
      0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
      3: "BHD IQD JOD KWD LYD OMR TND",
      4: "CLF UYW",
    };
    for (const [exponent, codes] of Object.entries(decimals)) {
      expect(codes.split(" ").map((code) => currencyExponent(of(code)))).toEqual(
        codes.split(" ").map(() => Number(exponent)),
      );
    }
  });

  it("knows the codes of today", () => {
    expect(["XCG", "XAD", "ZWG", "SLE", "VED"].filter((code) => !isCurrency(code))).toEqual([]);
    expect(["ANG", "BGN", "HRK", "SLL", "ZWL", "CUC"].filter(isCurrency)).toEqual([]);
  });

  it("knows no code that ISO 4217 does not, nor one without a minor unit", () => {
    expect(["EUX", "eur", "", "EURO", "XAU", "XDR", "XTS"].filter(isCurrency)).toEqual([]);
    expect(() => currencyExponent(of("EUX"))).toThrow("EUX is no currency");
  });
});
